package bench

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Use is what a process and everything below it uses.
type Use struct {
	RSS, PSS uint64        // bytes; PSS counts what several share once, and is the one to sum
	CPU      time.Duration // so far
}

func (u *Use) add(other Use) {
	u.RSS += other.RSS
	u.PSS += other.PSS
	u.CPU += other.CPU
}

// process is one line of the machine's table.
type process struct {
	pid, parent int
	name        string
	cpu         time.Duration
}

// tick is Linux's USER_HZ, the same on every machine.
const tick = 10 * time.Millisecond

// processes reads the table; who has gone meanwhile is left out.
func processes() map[int]process {
	table := map[int]process{}
	entries, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, entry := range entries {
		stat, err := os.ReadFile(entry)
		if err != nil {
			continue
		}
		p := process{}
		p.pid, _ = strconv.Atoi(filepath.Base(filepath.Dir(entry)))
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if len(fields) < 13 {
			continue
		}
		p.parent, _ = strconv.Atoi(fields[1])
		user, _ := strconv.ParseInt(fields[11], 10, 64)
		system, _ := strconv.ParseInt(fields[12], 10, 64)
		p.cpu = time.Duration(user+system) * tick
		line, _ := os.ReadFile(filepath.Join(filepath.Dir(entry), "cmdline"))
		p.name = part(strings.Split(strings.TrimRight(string(line), "\x00"), "\x00"))
		table[p.pid] = p
	}
	return table
}

// part names a process of the house: postgres by its program, the others by their command, which is the last argument.
func part(args []string) string {
	if filepath.Base(args[0]) == "postgres" {
		return "postgres"
	}
	return args[len(args)-1]
}

// memory is what a process holds.
func memory(pid int) (u Use) {
	file := filepath.Join("/proc", strconv.Itoa(pid), "smaps_rollup")
	for name, to := range map[string]*uint64{"Rss": &u.RSS, "Pss": &u.PSS} {
		kb, _ := strconv.ParseUint(strings.TrimSpace(strings.TrimSuffix(valueOf(file, name), "kB")), 10, 64)
		*to = kb << 10
	}
	return u
}
