package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows how far an import is: a bar on a terminal, a plain line now and then elsewhere.
type bar struct {
	out   io.Writer
	what  string                   // is counted
	drawn *progressbar.ProgressBar // nil on what is no terminal
	plain bool
	said  time.Time
}

// newBar shows progress on a file such as standard error.
func newBar(out *os.File) *bar {
	about, err := out.Stat()
	return &bar{out: out, what: "documents", plain: err != nil || about.Mode()&os.ModeCharDevice == 0}
}

// say tells what is going on before there is anything to count. A nil bar is silent.
func (b *bar) say(what string) {
	if b != nil && b.plain {
		fmt.Fprintln(b.out, what)
	}
}

// every is the time between plain lines.
const every = 2 * time.Second

func (b *bar) move(done, of int) {
	switch {
	case b == nil:
	case !b.plain:
		if b.drawn == nil {
			b.drawn = progressbar.NewOptions(of, progressbar.OptionSetWriter(b.out), progressbar.OptionSetDescription("writing"),
				progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth())
		}
		_ = b.drawn.Set(done)
	case done == of || time.Since(b.said) >= every:
		b.said = time.Now()
		fmt.Fprintf(b.out, "written %d of %d %s (%d %%)\n", done, of, b.what, 100*done/of)
	}
}

// end leaves the line of the bar.
func (b *bar) end() {
	if b != nil && b.drawn != nil {
		fmt.Fprintln(b.out)
	}
}
