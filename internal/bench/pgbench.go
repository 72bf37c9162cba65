package bench

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// The reference of `bench orders`: what Postgres itself does at most, with nobody in front of it. One order of five lines in the words
// of SQL: its row, its lines, five conditional updates of stock in the order of SKUs, five reservations, one event of 2 KB, commit.
var (
	//go:embed reference.sql
	referenceTables string
	//go:embed reference.pgbench
	referenceScript []byte
)

// Reference is a database for the reference on a stack's own Postgres.
type Reference struct {
	dsn     string
	program string
	script  string
}

// NewReference makes the tables; run is what a connection to a database of the server executes.
func NewReference(ctx context.Context, s *Stack, run func(ctx context.Context, dsn, sql string) error) (*Reference, error) {
	program, err := pgbench()
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(s.Postgres)
	if err != nil {
		return nil, err
	}
	if err := run(ctx, s.Postgres, "create database reference"); err != nil {
		return nil, err
	}
	at.Path = "/reference"
	r := &Reference{dsn: at.String(), program: program, script: filepath.Join(s.Dir, "reference.pgbench")}
	if err := run(ctx, r.dsn, referenceTables); err != nil {
		return nil, err
	}
	return r, os.WriteFile(r.script, referenceScript, 0o600)
}

// pgbench finds the program.
func pgbench() (string, error) {
	if path, err := exec.LookPath("pgbench"); err == nil {
		return path, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(found) == 0 {
		return "", errors.New("pgbench is missing: scripts/setup.sh bench installs it")
	}
	return found[len(found)-1], nil
}

var (
	tps     = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)
	latency = regexp.MustCompile(`(?m)^latency average = ([0-9.]+) ms`)
)

// Run places orders with so many clients over so many SKUs and gives orders per second and the mean latency in milliseconds.
func (r *Reference) Run(ctx context.Context, clients, skus int, span time.Duration) (perSecond, mean float64, err error) {
	args := []string{
		"--no-vacuum", "--protocol=prepared", "--client", strconv.Itoa(clients), "--jobs", "2", "--time", strconv.Itoa(max(1, int(span.Seconds()))),
		"--define", "band=" + strconv.Itoa(skus/5), "--file", r.script, r.dsn,
	}
	out, err := exec.CommandContext(ctx, r.program, args...).CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("pgbench: %v: %s", err, out)
	}
	speed, wait := tps.FindSubmatch(out), latency.FindSubmatch(out)
	if speed == nil || wait == nil {
		return 0, 0, fmt.Errorf("pgbench says nothing of its speed: %s", out)
	}
	perSecond, _ = strconv.ParseFloat(string(speed[1]), 64)
	mean, _ = strconv.ParseFloat(string(wait[1]), 64)
	return perSecond, mean, nil
}
