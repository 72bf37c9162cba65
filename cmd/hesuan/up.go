package main

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"hesuan/internal/config"
	"hesuan/internal/supervise"
)

// upCommand is everything in one command.
type upCommand struct{}

// Run starts the engines and the roles and stays until ctx ends.
func (upCommand) Run(ctx context.Context, c *config.Config) error {
	// A console that has gone away (`up | head`, a closed terminal) must not stop a company: the log has all of it.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return supervise.Up(ctx, supervise.Options{
		Config:  *c,
		Command: func(args ...string) *exec.Cmd { return exec.Command(self, args...) },
		Out:     os.Stdout,
	})
}
