package child

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// Process is a started child.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

var (
	forks   = make(chan func())
	forking sync.Once
)

// fork runs f on the one thread that lives as long as this process.
func fork(f func()) {
	forking.Do(func() {
		go func() {
			runtime.LockOSThread()
			for f := range forks {
				f()
			}
		}()
	})
	ran := make(chan struct{})
	forks <- func() { defer close(ran); f() }
	<-ran
}

// Start starts cmd in its own process group; the kernel sends it death when this process ends.
func Start(cmd *exec.Cmd, death syscall.Signal) (*Process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = death
	cmd.SysProcAttr.Setpgid = true
	cmd.WaitDelay = 2 * time.Second // a grandchild may hold our pipe open
	var err error
	fork(func() { err = cmd.Start() })
	if err != nil {
		return nil, err
	}
	p := &Process{cmd: cmd, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Pid is the process id.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Done is closed once the process has ended and its output is read.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err tells how the process ended; nil means exit code 0. It waits for the end.
func (p *Process) Err() error {
	<-p.done
	return p.err
}

// Signal sends sig; a process that is gone already is no error.
func (p *Process) Signal(sig syscall.Signal) {
	select {
	case <-p.done:
	default:
		_ = p.cmd.Process.Signal(sig)
	}
}

// Kill ends the process at once and waits for its end.
func (p *Process) Kill() {
	p.Signal(syscall.SIGKILL)
	<-p.done
}

// Stop asks with sig, gives grace to comply, then kills. It reports whether the process complied.
func (p *Process) Stop(sig syscall.Signal, grace time.Duration) bool {
	p.Signal(sig)
	select {
	case <-p.done:
		return true
	case <-time.After(grace):
		p.Kill()
		return false
	}
}
