package supervise_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/alecthomas/kong"

	"hesuan/internal/config"
	"hesuan/internal/embedded/clickhouse"
	"hesuan/internal/embedded/kafka"
	"hesuan/internal/supervise"
)

// fakeEnv makes the test binary stand in for bin/hesuan: the engines are real, the roles do nothing but live.
const fakeEnv = "HESUAN_TESTKIT_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(fakeEnv) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := program(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// program is one command of the stand-in.
func program(ctx context.Context, name string) error {
	var c config.Config
	parser, err := kong.New(&c)
	if err != nil {
		return err
	}
	if _, err := parser.Parse(nil); err != nil {
		return err
	}
	switch name {
	case "up":
		return supervise.Up(ctx, supervise.Options{Config: c, Out: os.Stdout, Command: func(args ...string) *exec.Cmd {
			return exec.Command(os.Args[0], args...)
		}})
	case "kafka":
		return kafka.Run(ctx, kafka.Options{Dir: c.Path("kafka"), Listen: c.Kafka})
	case "clickhouse":
		at, err := url.Parse(c.ClickHouse)
		if err != nil {
			return err
		}
		password, _ := at.User.Password()
		return clickhouse.Run(ctx, clickhouse.Options{
			Dir: c.Path("clickhouse"), Listen: at.Host, User: at.User.Username(), Password: password, MemoryLimit: 1 << 30,
		})
	case "migrate":
		return migrate(c)
	case "serve":
		return serve(ctx, c)
	default:
		<-ctx.Done()
		return note(c, name)
	}
}

// migrate makes its user once, and tells.
func migrate(c config.Config) error {
	fmt.Println("schema core")
	f, err := os.OpenFile(c.Path("user"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if os.IsExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Println("admin created")
	_, err = f.WriteString(c.AdminPassword)
	return err
}

func serve(ctx context.Context, c config.Config) error {
	pages := http.Server{Addr: c.Listen, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {})}
	context.AfterFunc(ctx, func() { _ = pages.Close() })
	if err := pages.ListenAndServe(); ctx.Err() == nil {
		return err
	}
	return note(c, "serve")
}

// note writes down that a role ended as it was asked to.
func note(c config.Config, name string) error {
	f, err := os.OpenFile(filepath.Join(c.Data, "ended"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, name)
	return err
}
