package postgres_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hesuan/internal/embedded/postgres"
)

func TestWhatIsCommittedOutlivesAKill(t *testing.T) {
	dir := folder(t)
	s := start(t, dir)
	exec(t, s, "create table t (a int)")
	exec(t, s, "insert into t values (7)")
	s.Kill() // the backends of a killed postmaster linger; the next start must cope
	s = start(t, dir)
	if got := query(t, s, "select a::text from t"); got != "7" {
		t.Errorf("after the kill the row reads %q", got)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	s = start(t, dir)
	if got := query(t, s, "select count(*)::text from t"); got != "1" {
		t.Errorf("after a clean stop there are %s rows", got)
	}
}

func TestEveryInstallationServes(t *testing.T) {
	for _, b := range postgres.Find() {
		t.Run(b.Dir, func(t *testing.T) { testSettings(t, start(t, folder(t), b)) })
	}
}

func testSettings(t *testing.T, s *postgres.Server) {
	for name, want := range map[string]string{
		"wal_level": "logical", "synchronous_commit": "on", "listen_addresses": "", "server_encoding": "UTF8", "TimeZone": "UTC",
	} {
		if got := query(t, s, "select current_setting('"+name+"')"); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	// By code point: capitals, small letters, then Chinese; no locale reorders them.
	got := query(t, s, "select string_agg(w, ' ' order by w) from unnest(array['b', '中', 'B', 'a', 'é']) w")
	if got != "B a b é 中" {
		t.Errorf("text sorts as %q", got)
	}
	if got := query(t, s, "select upper('é')"); got != "É" {
		t.Errorf("upper('é') = %q: letters beyond ASCII are not known", got)
	}
}

func TestAWrongPasswordIsRefused(t *testing.T) {
	s := start(t, folder(t))
	_, err := pgx.Connect(deadline(t), strings.Replace(s.DSN(), "secret", "guess", 1))
	if err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("a wrong password gives %v", err)
	}
}

func TestAStalePidFileOfAStrangerIsNoHindrance(t *testing.T) {
	dir := folder(t)
	s := start(t, dir)
	s.Kill()
	// A pid that lives but is not PostgreSQL's, as after a reboot: our own.
	pid := filepath.Join(dir, "postmaster.pid")
	raw, err := os.ReadFile(pid)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(raw), "\n")
	if err := os.WriteFile(pid, []byte("1\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
}

func TestAnotherMajorVersionGetsAClearMessage(t *testing.T) {
	dir := folder(t)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := postgres.Start(deadline(t), postgres.Options{Dir: dir, Password: "secret"})
	if err == nil || !strings.Contains(err.Error(), "was made by PostgreSQL 9") {
		t.Errorf("a folder of version 9 gives %v", err)
	}
}

func TestALongPathFindsAShortSocket(t *testing.T) {
	dir := filepath.Join(folder(t), strings.Repeat("long/", 20), "pg")
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	s := start(t, dir)
	if got := query(t, s, "select 'there'"); got != "there" {
		t.Errorf("got %q", got)
	}
}

func TestAFolderTheServersUserCannotReach(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("LOUD SKIP: only root drops to another user, so only root can test it")
	}
	closed := filepath.Join(filepath.Dir(folder(t)), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := postgres.Start(deadline(t), postgres.Options{Dir: filepath.Join(closed, "pg"), Password: "secret"})
	if err == nil || !strings.Contains(err.Error(), "cannot enter "+closed) {
		t.Errorf("a closed folder gives %v", err)
	}
}

// folder is a place for a cluster that another user can reach, unlike t.TempDir's on some machines.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "hesuan-pg")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "pg")
}

func start(t *testing.T, dir string, from ...postgres.Binaries) *postgres.Server {
	t.Helper()
	s, err := postgres.Start(deadline(t), postgres.Options{Dir: dir, Password: "secret", Log: t.Output(), From: from})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Kill()
		if err := s.Remove(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func connect(t *testing.T, s *postgres.Server) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(deadline(t), s.DSN())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func exec(t *testing.T, s *postgres.Server, sql string) {
	t.Helper()
	c := connect(t, s)
	defer c.Close(deadline(t))
	if _, err := c.Exec(deadline(t), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func query(t *testing.T, s *postgres.Server, sql string) string {
	t.Helper()
	c := connect(t, s)
	defer c.Close(deadline(t))
	var got string
	if err := c.QueryRow(deadline(t), sql).Scan(&got); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return got
}
