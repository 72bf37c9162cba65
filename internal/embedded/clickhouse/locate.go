package clickhouse

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// EnvLibrary names the library file, when it is not where the package manager puts it.
const EnvLibrary = "HESUAN_CHDB"

const libraryName = "libchdb.so"

// ErrNoLibrary means libchdb.so is nowhere to be found.
var ErrNoLibrary = errors.New("the embedded ClickHouse is missing (libchdb.so): run `make setup`, or set " + EnvLibrary + " to its path")

// Locate finds libchdb.so: HESUAN_CHDB, beside the executable, then node_modules above the executable and above
// the working directory.
func Locate() (string, error) {
	if path := os.Getenv(EnvLibrary); path != "" {
		if !isFile(path) {
			return "", fmt.Errorf("%s=%s: no such file", EnvLibrary, path)
		}
		return filepath.Abs(path)
	}
	var folders []string
	if exe, err := os.Executable(); err == nil {
		if path := filepath.Join(filepath.Dir(exe), libraryName); isFile(path) {
			return path, nil
		}
		folders = append(folders, filepath.Dir(exe))
	}
	if wd, err := os.Getwd(); err == nil {
		folders = append(folders, wd)
	}
	for _, folder := range folders {
		if path := inModules(folder); path != "" {
			return path, nil
		}
	}
	return "", ErrNoLibrary
}

// inModules walks up from folder to the first node_modules that holds the library.
func inModules(folder string) string {
	for {
		path := filepath.Join(folder, "node_modules", "@chdb", "lib-linux-x64-gnu", libraryName)
		if isFile(path) {
			return path
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return ""
		}
		folder = parent
	}
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
