package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"hesuan/internal/embedded/child"
	"hesuan/internal/embedded/folder"
)

// Stack is a running `hesuan up` on a folder of its own: engines, relay, sink, work and serve as in production.
type Stack struct {
	folder.Run
	Dir string

	command func(args ...string) *exec.Cmd
	listen  string
	up      *child.Process
	log     *os.File
}

// Admin is who may do everything in a stack, and the password.
const (
	Admin    = "admin"
	Password = "Bench-2026-crane"
)

// startLimit bounds the start of a stack on a busy machine.
const startLimit = 3 * time.Minute

// NewStack makes a folder and starts everything in it; command is a process of this program, with settings as arguments of env.
func NewStack(ctx context.Context, command func(args ...string) *exec.Cmd, env ...string) (*Stack, error) {
	dir, err := os.MkdirTemp("", "hesuan-bench-")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // Postgres runs as another user when we are root
		return nil, err
	}
	listen, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &Stack{Dir: dir, listen: listen}
	s.command = func(args ...string) *exec.Cmd {
		cmd := command(args...)
		cmd.Env = append(os.Environ(), "HESUAN_DATA="+s.data(), "HESUAN_LISTEN="+listen, "HESUAN_ADMIN_PASSWORD="+Password, "HESUAN_DEMO=off",
			"HESUAN_POSTGRES=", "HESUAN_KAFKA=", "HESUAN_CLICKHOUSE=")
		cmd.Env = append(cmd.Env, env...)
		return cmd
	}
	if err := s.Up(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

func (s *Stack) data() string { return filepath.Join(s.Dir, "data") }

// Up starts everything on the folder and waits for the pages.
func (s *Stack) Up(ctx context.Context) (err error) {
	if s.log, err = os.OpenFile(filepath.Join(s.Dir, "console"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	cmd := s.command("up")
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if s.up, err = child.Start(cmd, syscall.SIGTERM); err != nil {
		return err
	}
	return Until(ctx, startLimit, "the first page", func() (bool, error) {
		select {
		case <-s.up.Done():
			said, _ := os.ReadFile(s.log.Name())
			return false, fmt.Errorf("hesuan up ended: %v: %s", s.up.Err(), said[max(0, len(said)-500):])
		default:
		}
		return s.served(ctx), nil
	})
}

// served tells whether the login page comes, and that `up` has told where everything is.
func (s *Stack) served(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.listen+"/login", http.NoBody)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	if res.StatusCode == http.StatusOK {
		s.Run, err = folder.ReadRun(s.data())
	}
	return res.StatusCode == http.StatusOK && err == nil
}

// Down stops everything and leaves the folder.
func (s *Stack) Down() {
	if s.up != nil {
		s.up.Stop(syscall.SIGTERM, time.Minute)
		_ = s.log.Close()
	}
	s.up = nil
}

// Close stops everything and removes the folder.
func (s *Stack) Close() error {
	s.Down()
	return os.RemoveAll(s.Dir)
}

// Command is another command beside the running stack.
func (s *Stack) Command(args ...string) *exec.Cmd { return s.command(args...) }

// Sessions logs the administrator in n times.
func (s *Stack) Sessions(ctx context.Context, n int) ([]*Session, error) {
	list := make([]*Session, n)
	for i := range list {
		var err error
		if list[i], err = Login(ctx, s.URL, Admin, Password); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Uses are what each part uses, by name; Postgres with its backends.
func (s *Stack) Uses() map[string]Use {
	table, uses := processes(), map[string]Use{}
	for _, p := range table {
		if name := s.partOf(table, p); name != "" {
			sum := uses[name]
			sum.add(memory(p.pid))
			sum.CPU += p.cpu
			uses[name] = sum
		}
	}
	return uses
}

// partOf is the child of `up` that a process belongs to.
func (s *Stack) partOf(table map[int]process, p process) string {
	if p.pid == s.PID {
		return "up"
	}
	for p.parent > 1 && p.parent != s.PID {
		p = table[p.parent]
	}
	if p.parent != s.PID {
		return ""
	}
	return p.name
}

// Halt freezes parts and gives a function that lets them go on.
func (s *Stack) Halt(parts ...string) (resume func()) {
	table := processes()
	signal := func(what syscall.Signal) {
		for _, p := range table {
			for _, name := range parts {
				if p.parent == s.PID && p.name == name {
					_ = syscall.Kill(p.pid, what)
				}
			}
		}
	}
	signal(syscall.SIGSTOP)
	return func() { signal(syscall.SIGCONT) }
}

// Until asks until it is so.
func Until(ctx context.Context, limit time.Duration, what string, so func() (bool, error)) error {
	for end := time.Now().Add(limit); ; {
		if done, err := so(); done || err != nil {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("no %s within %s", what, limit)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}
