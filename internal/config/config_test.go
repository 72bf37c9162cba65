package config_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"hesuan/internal/config"
	"hesuan/internal/embedded/folder"
)

func parse(t *testing.T, env map[string]string, args ...string) (*config.Config, error) {
	t.Helper()
	for name, value := range env {
		t.Setenv(name, value)
	}
	var c config.Config
	k, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Parse(args)
	return &c, err
}

func TestNothingNeedsToBeSet(t *testing.T) {
	c, err := parse(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.Demo != "full" || c.Currency != "CNY" || !strings.HasSuffix(c.Data, "/data") {
		t.Errorf("defaults: %+v", c)
	}
}

func TestAFlagBeatsTheEnvironment(t *testing.T) {
	c, err := parse(t, map[string]string{"HESUAN_LISTEN": "127.0.0.1:1"}, "--listen", "127.0.0.1:2")
	if err != nil || c.Listen != "127.0.0.1:2" {
		t.Errorf("listen %s, %v", c.Listen, err)
	}
}

func TestWrongValuesAreNamed(t *testing.T) {
	for name, value := range map[string]string{
		"HESUAN_LISTEN": "8080", "HESUAN_CURRENCY": "yuan", "HESUAN_DEMO": "huge", "HESUAN_KAFKA": "broker",
		"HESUAN_CLICKHOUSE": "tcp://localhost:9000", "HESUAN_LOG": "loud",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, map[string]string{name: value})
			word := strings.ToLower(strings.TrimPrefix(name, "HESUAN_"))
			if err == nil || !strings.Contains(strings.ToLower(err.Error()), word) {
				t.Errorf("%s=%s gives %v", name, value, err)
			}
		})
	}
}

func TestWhatAChildSeesIsWhatWeSee(t *testing.T) {
	want, err := parse(t, map[string]string{"HESUAN_POSTGRES": "postgres://h/d", "HESUAN_LOG": "debug", "HESUAN_DEMO": "off"})
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for _, kv := range want.Environ() {
		name, value, _ := strings.Cut(kv, "=")
		env[name] = value
	}
	got, err := parse(t, env)
	if err != nil || *got != *want {
		t.Errorf("a child sees %+v, we %+v, %v", got, want, err)
	}
}

func TestCommandsJoinARunningUp(t *testing.T) {
	dir := t.TempDir()
	c := config.Config{Data: dir, Kafka: "given:9092"}
	if err := c.Join(); !errors.Is(err, folder.ErrNotRunning) {
		t.Errorf("with nothing running, joining gives %v", err)
	}
	lock, err := folder.Take(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Free()
	if err := (folder.Run{Postgres: "p", Kafka: "k", ClickHouse: "c"}).WriteRun(dir); err != nil {
		t.Fatal(err)
	}
	if err := c.Join(); err != nil || c.Postgres != "p" || c.Kafka != "given:9092" || c.ClickHouse != "c" {
		t.Errorf("joined as %+v, %v", c, err)
	}
}

func TestAMisspeltSettingIsNoticed(t *testing.T) {
	known := []string{"HESUAN_DATA", "HESUAN_LISTEN", "HESUAN_CURRENCY"}
	got := config.Unknown([]string{"HESUAN_LISTEN=x", "HESUAN_CURENCY=GBP", "PATH=/bin"}, known)
	if !slices.Equal(got, []string{"HESUAN_CURENCY is not a setting; did you mean HESUAN_CURRENCY?"}) {
		t.Errorf("warnings: %q", got)
	}
}

func TestURLIsOneABrowserOpens(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", ":80": "http://127.0.0.1:80", "0.0.0.0:80": "http://127.0.0.1:80",
		"erp.example:80": "http://erp.example:80",
	} {
		if got := (&config.Config{Listen: listen}).URL(); got != want {
			t.Errorf("listening on %s, the URL is %s, want %s", listen, got, want)
		}
	}
}
