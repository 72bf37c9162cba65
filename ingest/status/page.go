package status

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"time"

	"hesuan/internal/web"
)

//go:embed page/*.html
var pageFiles embed.FS

var pages = web.MustParse(pageFiles, "page/*.html")

//go:embed lang/*.json
var langFiles embed.FS

// Files are the words of the page.
var Files fs.FS = langFiles

// Right is what it takes to see how the house is.
const Right = "core.status.view"

// Pages are the status page and the same as JSON, for monitors that hold a session.
func (h *House) Pages() []web.Page {
	return []web.Page{
		{Path: "/status", Right: Right, Nav: &web.Nav{Group: "auth", Icon: "activity-heartbeat", Key: "status", Order: 10}, Handle: h.show},
		{Path: "/status.json", Right: Right, Handle: func(ctx context.Context, _ *web.Request) (web.Answer, error) {
			return web.JSON(h.Report(ctx)), nil
		}},
	}
}

// Ops give programs how the house is: the status page as numbers.
func (h *House) Ops() []web.Op {
	return []web.Op{{Path: "/house/status", Name: "house.status", Right: Right, Answer: Report{}, Ask: func(ctx context.Context, _ *web.OpCall) (any, error) {
		return h.Report(ctx), nil
	}}}
}

// row is a part in words.
type row struct {
	Part
	Tone, Is, Say, Do string
	Facts             []fact
	Runbook           string
}

type fact struct{ Label, Text string }

// sight is what the page shows.
type sight struct {
	At         time.Time
	Tone, Text string
	Rows       []row
}

var tones = map[State]string{Up: "done", Off: "dead", Slow: "wait", Down: "stop"}

func (h *House) show(ctx context.Context, r *web.Request) (web.Answer, error) {
	report := h.Report(ctx)
	s := sight{At: report.At, Tone: tones[report.State], Text: r.Text("status.all." + string(report.State))}
	for _, p := range report.Parts {
		s.Rows = append(s.Rows, tell(r, p))
	}
	if r.Partial {
		return web.Fragment(pages, "status.parts", s).Status(http.StatusOK), nil
	}
	return web.HTML(pages, "status", s).Title(r.Text("status")), nil
}

// tell puts a part into words: what it is for, and if it is not well what that means and what to do.
func tell(r *web.Request, p Part) row {
	told := row{Part: p, Tone: tones[p.State], Is: r.Text("status.is." + string(p.State)), Say: r.Text("status." + p.Name + ".is"),
		Runbook: "/help/operations#" + p.Name}
	if p.Why != "" {
		told.Say, told.Do = r.Text("status."+p.Name+"."+p.Why), r.Text("status."+p.Name+"."+p.Why+".do")
	}
	for _, f := range p.Figures {
		if text := read(r, f); text != "" {
			told.Facts = append(told.Facts, fact{r.Text("status.figure." + f.Name), text})
		}
	}
	return told
}

// read writes a figure as people do.
func read(r *web.Request, f Figure) string {
	switch f.Unit {
	case "bytes":
		return size(f.Value)
	case "seconds":
		if f.Value < 1 {
			return fmt.Sprintf("%.0f ms", f.Value*1000)
		}
		return fmt.Sprintf("%.1f s", f.Value)
	case "time":
		if f.Value == 0 {
			return ""
		}
		return r.Text("status.ago", "s", int(math.Max(0, time.Since(time.Unix(int64(f.Value), 0)).Seconds())))
	}
	return fmt.Sprintf("%.0f", f.Value)
}

// size is a number of bytes in the unit that suits it.
func size(bytes float64) string {
	units := []string{"B", "KB", "MB", "GB", "TB"}
	i := 0
	for math.Abs(bytes) >= 1000 && i < len(units)-1 {
		bytes, i = bytes/1024, i+1
	}
	if i == 0 || math.Abs(bytes) >= 100 {
		return fmt.Sprintf("%.0f %s", bytes, units[i])
	}
	return fmt.Sprintf("%.1f %s", bytes, units[i])
}
