package main

import (
	"context"
	"os"
	"os/exec"

	"hesuan/internal/config"
	"hesuan/internal/supervise"
)

// upCommand is everything in one command.
type upCommand struct{}

// Run starts the engines and the roles and stays until ctx ends.
func (upCommand) Run(ctx context.Context, c *config.Config) error {
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
