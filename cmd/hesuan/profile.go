package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
)

// profile begins to write what this process spends its CPU on, when somebody asked for it; stop ends it.
func profile(dir, command string) (stop func() error, err error) {
	if dir == "" {
		return func() error { return nil }, nil
	}
	name, _, _ := strings.Cut(command, " ")
	file, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%d.pprof", name, os.Getpid())))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}
