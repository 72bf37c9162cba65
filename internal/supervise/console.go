package supervise

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// console is what a person sees: a few lines, each worth reading. All of it is in the log, too.
type console struct {
	mu  sync.Mutex
	out io.Writer
	log io.Writer
}

// say prints one line.
func (c *console) say(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := fmt.Sprintf(format, args...)
	fmt.Fprintln(c.out, text)
	fmt.Fprintf(c.log, "%-10s | %s %s\n", "up", time.Now().UTC().Format(time.RFC3339), text)
}

// whisper prints one line that the log must not keep: a password.
func (c *console) whisper(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.out, format+"\n", args...)
}

// warn prints a line about something that went wrong but is being dealt with.
func (c *console) warn(format string, args ...any) {
	c.say("  "+time.Now().Format(time.TimeOnly)+" "+format, args...)
}

// step prints what came up and how long that took.
func (c *console) step(name string, since time.Time, format string, args ...any) {
	c.say("  %-12s %s (%.1f s)", name, fmt.Sprintf(format, args...), time.Since(since).Seconds())
}
