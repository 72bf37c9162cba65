package config

import (
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"hesuan/internal/embedded/folder"
	"hesuan/internal/kafka"
	"hesuan/internal/observe"
)

// Config holds the settings of one process. The tags are kong's: they make the flags, read the environment and check the values.
type Config struct {
	Data   string `env:"HESUAN_DATA" default:"data" type:"path" help:"One folder for everything: databases, logs, files."`
	Listen string `env:"HESUAN_LISTEN" default:"127.0.0.1:8080" help:"Where the pages are served."`
	// Only the first start looks at these four.
	AdminPassword string  `env:"HESUAN_ADMIN_PASSWORD" placeholder:"SECRET" help:"First password of the user admin (else generated)."`
	Demo          string  `env:"HESUAN_DEMO" default:"full" enum:"small,full,off" help:"Sample company: full (two years, 100,000 orders), small (500 orders), off."`
	DemoRate      float64 `env:"HESUAN_DEMO_RATE" default:"4" help:"Orders a minute that the full sample company goes on to place; 0: none."`
	DemoPassword  string  `env:"HESUAN_DEMO_PASSWORD" placeholder:"SECRET" help:"Password of the sample company's logins (else generated)."`
	Currency      string  `env:"HESUAN_CURRENCY" default:"CNY" help:"The company's currency; fixed at the first start."`
	// Empty stands for the embedded engine.
	Postgres   string `env:"HESUAN_POSTGRES" placeholder:"DSN" help:"PostgreSQL 15 or newer, wal_level=logical (else embedded)."`
	Kafka      string `env:"HESUAN_KAFKA" placeholder:"HOST:PORT,…" help:"A Kafka cluster, or kafka://user:password@host:port,…?tls=true&replicas=3 (else embedded)."`
	ClickHouse string `name:"clickhouse" env:"HESUAN_CLICKHOUSE" placeholder:"URL" help:"ClickHouse, http://user:password@host:port/database."`

	WebhookPrivate bool `env:"HESUAN_WEBHOOK_PRIVATE" help:"Webhooks may go to this machine and to private networks."`

	Profile  string     `env:"HESUAN_PROFILE" placeholder:"DIR" type:"path" help:"Each process writes what it spent its CPU on there (pprof)."`
	Metrics  string     `env:"HESUAN_METRICS" placeholder:"HOST:PORT" help:"Where relay, sink and work give their metrics (else serve gives them for all)."`
	LogLevel slog.Level `name:"log" env:"HESUAN_LOG" default:"info" help:"Log debug, info, warn or error and above."`
}

// Validate is called by kong after parsing; it finds what the tags cannot say.
func (c *Config) Validate() error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("HESUAN_LISTEN=%s: want host:port, such as 127.0.0.1:8080", c.Listen)
	}
	if len(c.Currency) != 3 || c.Currency != strings.ToUpper(c.Currency) {
		return fmt.Errorf("HESUAN_CURRENCY=%s: want three capital letters, such as CNY", c.Currency)
	}
	if _, err := kafka.Parse(c.Kafka); err != nil {
		return fmt.Errorf("HESUAN_KAFKA: %w", err)
	}
	if c.ClickHouse != "" && !strings.HasPrefix(c.ClickHouse, "http://") && !strings.HasPrefix(c.ClickHouse, "https://") {
		return fmt.Errorf("HESUAN_CLICKHOUSE: want http://user:password@host:port/database (the HTTP interface)")
	}
	return nil
}

// Cluster is the Kafka of the settings, which are valid.
func (c *Config) Cluster() (kafka.Cluster, error) {
	cluster, err := kafka.Parse(c.Kafka)
	if err != nil {
		return cluster, fmt.Errorf("HESUAN_KAFKA: %w", err)
	}
	return cluster, nil
}

// Join fills in the addresses that are not set from the `hesuan up` that runs on the same data folder: so that commands work beside it.
// It is an error if some are missing and nothing runs.
func (c *Config) Join() error {
	if c.Postgres != "" && c.Kafka != "" && c.ClickHouse != "" {
		return nil
	}
	run, err := folder.ReadRun(c.Data)
	if err != nil {
		return err
	}
	for _, part := range []struct{ set, found *string }{
		{&c.Postgres, &run.Postgres}, {&c.Kafka, &run.Kafka}, {&c.ClickHouse, &run.ClickHouse},
	} {
		if *part.set == "" {
			*part.set = *part.found
		}
	}
	return nil
}

// Embedded tells whether an engine keeps its data in our folder.
func (c *Config) Embedded() bool {
	run, err := folder.ReadRun(c.Data)
	return err == nil && (run.Postgres == c.Postgres || run.ClickHouse == c.ClickHouse)
}

// Environ is what a child process needs to see the same settings.
func (c *Config) Environ() []string {
	return []string{
		"HESUAN_DATA=" + c.Data, "HESUAN_LISTEN=" + c.Listen, "HESUAN_DEMO=" + c.Demo, "HESUAN_CURRENCY=" + c.Currency,
		"HESUAN_POSTGRES=" + c.Postgres, "HESUAN_KAFKA=" + c.Kafka, "HESUAN_CLICKHOUSE=" + c.ClickHouse,
		"HESUAN_ADMIN_PASSWORD=" + c.AdminPassword, "HESUAN_DEMO_PASSWORD=" + c.DemoPassword,
		"HESUAN_DEMO_RATE=" + strconv.FormatFloat(c.DemoRate, 'g', -1, 64), "HESUAN_LOG=" + c.LogLevel.String(),
	}
}

// URL is where a person on this machine opens the pages.
func (c *Config) URL() string {
	host, port, _ := net.SplitHostPort(c.Listen)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Path is a path below the data folder.
func (c *Config) Path(parts ...string) string {
	return filepath.Join(append([]string{c.Data}, parts...)...)
}

// Logger writes one JSON object per line to standard error, with the role that says it; `up` gathers these into its log.
func (c *Config) Logger(role string) *slog.Logger { return observe.Logger(c.LogLevel, role) }
