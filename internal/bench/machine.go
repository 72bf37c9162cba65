package bench

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Machine is where something was measured.
type Machine struct {
	Cores    int     `json:"cores"`
	MemoryGB float64 `json:"memory_gb"`
	CPU      string  `json:"cpu"`
	Load     float64 `json:"load"` // of the last minute before: what others were doing
}

// ThisMachine asks Linux.
func ThisMachine() Machine {
	m := Machine{Cores: runtime.NumCPU(), CPU: valueOf("/proc/cpuinfo", "model name")}
	kb, _ := strconv.ParseFloat(strings.TrimSuffix(valueOf("/proc/meminfo", "MemTotal"), " kB"), 64)
	m.MemoryGB = float64(int(kb/(1<<20)*10)) / 10
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		first, _, _ := strings.Cut(string(text), " ")
		m.Load, _ = strconv.ParseFloat(first, 64)
	}
	return m
}

func (m Machine) String() string {
	return fmt.Sprintf("%d cores (%s), %.0f GB, load before %.1f", m.Cores, m.CPU, m.MemoryGB, m.Load)
}

// valueOf is the value of the first line "name: value" of a file of /proc.
func valueOf(file, name string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if key, value, found := strings.Cut(lines.Text(), ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
