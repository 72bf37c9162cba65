package supervise

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"syscall"
	"time"

	"hesuan/internal/embedded/child"
	"hesuan/internal/embedded/folder"
	"hesuan/internal/embedded/postgres"
)

// engines starts those for which no address is given, and notes their addresses as if they had been given.
func (h *house) engines(ctx context.Context) error {
	chosen, err := folder.OpenEngines(h.config.Data)
	if err != nil {
		return err
	}
	for _, start := range []func(context.Context, folder.Engines) error{h.postgres, h.kafka, h.clickhouse} {
		if err := start(ctx, chosen); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) postgres(ctx context.Context, chosen folder.Engines) error {
	if h.config.Postgres != "" {
		h.console.say("  %-12s as given", "PostgreSQL")
		return nil
	}
	began := time.Now()
	var server *postgres.Server
	err := h.keep(ctx, part{
		name: "postgres", stop: syscall.SIGINT, grace: time.Minute,
		start: func(ctx context.Context, said io.Writer) (*child.Process, error) {
			s, err := postgres.Start(ctx, postgres.Options{
				Dir: h.config.Path("postgres"), Password: chosen.PostgresPassword, Durable: true, Log: said,
			})
			if err != nil {
				return nil, err
			}
			if server == nil {
				server = s // a later one has the same address
			}
			return s.Process, nil
		},
	})
	if err != nil {
		return err
	}
	h.config.Postgres = server.DSN()
	h.console.step("PostgreSQL", began, "version %d, embedded", server.Binaries().Major)
	return nil
}

func (h *house) kafka(ctx context.Context, chosen folder.Engines) error {
	if h.config.Kafka != "" {
		h.console.say("  %-12s as given", "Kafka")
		return nil
	}
	began := time.Now()
	h.config.Kafka = fmt.Sprintf("127.0.0.1:%d", chosen.KafkaPort)
	p := h.role("kafka")
	p.ready = func() bool {
		conn, err := net.DialTimeout("tcp", h.config.Kafka, time.Second)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}
	if err := h.keep(ctx, p); err != nil {
		return err
	}
	h.console.step("Kafka", began, "embedded")
	return nil
}

func (h *house) clickhouse(ctx context.Context, chosen folder.Engines) error {
	if h.config.ClickHouse != "" {
		h.console.say("  %-12s as given", "ClickHouse")
		return nil
	}
	began := time.Now()
	at := url.URL{
		Scheme: "http", User: url.UserPassword("hesuan", chosen.ClickHousePassword),
		Host: fmt.Sprintf("127.0.0.1:%d", chosen.ClickHousePort), Path: "/hesuan",
	}
	h.config.ClickHouse = at.String()
	p := h.role("clickhouse")
	p.ready = func() bool { return responds("http://" + at.Host + "/ping") }
	if err := h.keep(ctx, p); err != nil {
		return err
	}
	h.console.step("ClickHouse", began, "embedded")
	return nil
}

// role is a part that is a command of this program. It sees the addresses that are known by now.
func (h *house) role(name string, args ...string) part {
	if len(args) == 0 {
		args = []string{name}
	}
	return part{
		name: name, stop: syscall.SIGTERM, grace: 30 * time.Second,
		start: func(_ context.Context, said io.Writer) (*child.Process, error) {
			cmd := h.process(args...)
			cmd.Stdout, cmd.Stderr = said, said
			return child.Start(cmd, syscall.SIGKILL)
		},
	}
}

// process is a command of this program with our settings.
func (h *house) process(args ...string) *exec.Cmd {
	cmd := h.command(args...)
	cmd.Env = h.environ()
	return cmd
}

// responds tells whether a GET of the address is answered with 200.
func responds(address string) bool {
	client := http.Client{Timeout: 2 * time.Second}
	res, err := client.Get(address)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}
