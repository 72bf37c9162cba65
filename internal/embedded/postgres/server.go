package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"hesuan/internal/embedded/child"
)

// Options say where and how a server runs.
type Options struct {
	Dir      string            // the cluster; made when it is not there
	Password string            // of User, asked on the socket too
	Durable  bool              // fsync; only tests of other things may do without
	Settings map[string]string // on top of ours
	Log      io.Writer         // the server's own log lines; nil drops them
	From     []Binaries        // the installations to choose from; nil means those that Find finds
}

// Server is a running PostgreSQL.
type Server struct {
	*child.Process
	opt     Options
	bin     Binaries
	account *account
	socket  string
	said    *tail
}

// Start opens the cluster in opt.Dir, making it first if need be, and returns when it takes connections. The caller holds a lock on the
// folder above: nobody else uses this cluster.
func Start(ctx context.Context, opt Options) (*Server, error) {
	dir, err := filepath.Abs(opt.Dir)
	if err != nil {
		return nil, err
	}
	opt.Dir = dir
	s := &Server{opt: opt, socket: socketFolder(dir), said: &tail{to: opt.Log}}
	if s.account, err = servant(); err != nil {
		return nil, err
	}
	if s.bin, err = s.usable(); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	return s, s.run(ctx)
}

// Binaries tells which installation serves.
func (s *Server) Binaries() Binaries { return s.bin }

// usable picks among the installations that the account can reach.
func (s *Server) usable() (Binaries, error) {
	from := s.opt.From
	if from == nil {
		from = Find()
	}
	var near []Binaries
	var why error
	for _, b := range from {
		if err := s.account.reach(b.path("postgres")); err != nil {
			why = err
			continue
		}
		near = append(near, b)
	}
	if len(near) == 0 && why != nil {
		return Binaries{}, why
	}
	return pick(near, s.opt.Dir)
}

// prepare leaves a cluster that nobody works in, with today's settings.
func (s *Server) prepare(ctx context.Context) error {
	_, err := os.Stat(filepath.Join(s.opt.Dir, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		err = s.create(ctx)
	}
	if err != nil {
		return err
	}
	if err := s.account.reach(s.opt.Dir); err != nil {
		return err
	}
	if err := s.account.own(s.opt.Dir); err != nil {
		return err
	}
	if err := s.account.folder(s.socket); err != nil {
		return err
	}
	if err := clear(ctx, s.opt.Dir); err != nil {
		return err
	}
	return s.configure()
}

// run starts the server and waits until it is ready; recovery after a crash may take its time.
func (s *Server) run(ctx context.Context) error {
	cmd := exec.Command(s.bin.path("postgres"), "-D", s.opt.Dir)
	cmd.Dir = s.opt.Dir
	cmd.Env = cleanEnv()
	cmd.Stdout, cmd.Stderr = s.said, s.said
	cmd.SysProcAttr = s.account.credential()
	// SIGQUIT is PostgreSQL's immediate shutdown: its backends go too, and the WAL brings everything back.
	p, err := child.Start(cmd, syscall.SIGQUIT)
	if err != nil {
		return err
	}
	s.Process = p
	for !s.ready() {
		select {
		case <-p.Done():
			return fmt.Errorf("PostgreSQL did not start: %s", s.said.String())
		case <-ctx.Done():
			p.Stop(syscall.SIGQUIT, 5*time.Second)
			return fmt.Errorf("PostgreSQL is not ready yet: %w\n%s", ctx.Err(), s.said.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// ready reads the status that the server keeps in the last line of its postmaster.pid.
func (s *Server) ready() bool {
	raw, err := os.ReadFile(filepath.Join(s.opt.Dir, "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(raw), "\n")
	return len(lines) >= 8 && lines[0] == fmt.Sprint(s.Pid()) && strings.TrimSpace(lines[7]) == "ready"
}

// Close shuts the server down as PostgreSQL calls fast: sessions end, a checkpoint is written. After a minute, the hard way.
func (s *Server) Close() error {
	if s.Stop(syscall.SIGINT, time.Minute) {
		return s.Err()
	}
	return errors.New("PostgreSQL did not stop within a minute and was killed; its log will be replayed at the next start")
}

// Remove takes a stopped server's socket folder away, which may lie outside the data folder.
func (s *Server) Remove() error { return errors.Join(os.RemoveAll(s.socket), os.RemoveAll(s.opt.Dir)) }
