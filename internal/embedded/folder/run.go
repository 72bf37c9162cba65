package folder

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Run is what a running `up` tells the commands beside it.
type Run struct {
	PID        int    `json:"pid"`
	URL        string `json:"url"`
	Postgres   string `json:"postgres"`
	Kafka      string `json:"kafka"`
	ClickHouse string `json:"clickhouse"`
}

const runName = "run.json"

// ErrNotRunning means that no `hesuan up` holds the folder.
var ErrNotRunning = errors.New("hesuan is not running")

// ReadRun gives the addresses of the `up` that runs on dir; a file that a killed one left is not believed.
func ReadRun(dir string) (Run, error) {
	var r Run
	if !Held(dir) {
		return r, fmt.Errorf("%w on %s: start `hesuan up`, or give HESUAN_POSTGRES, HESUAN_KAFKA and HESUAN_CLICKHOUSE", ErrNotRunning, dir)
	}
	err := readJSON(filepath.Join(dir, runName), &r)
	if errors.Is(err, os.ErrNotExist) {
		return r, fmt.Errorf("hesuan on %s is still starting: %w", dir, ErrNotRunning)
	}
	return r, err
}

// WriteRun publishes the addresses.
func (r Run) WriteRun(dir string) error { return writeJSON(filepath.Join(dir, runName), r) }

// RemoveRun takes the addresses of this run, or of a killed one, away.
func RemoveRun(dir string) error {
	err := os.Remove(filepath.Join(dir, runName))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
