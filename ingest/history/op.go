package history

import (
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// Ops give programs the import of past business: sent, asked how far it is, its rejected lines fetched.
func Ops() []web.Op {
	const right, at = "history.import.import", "/history/upload"
	return []web.Op{
		{Method: http.MethodPost, Path: at, Name: "history.upload.send", Right: right, File: true, Answer: stateAnswer{}, Run: sendOp,
			Query: resource.Fields{resource.Text("name", 120).Req()}},
		{Path: at, Name: "history.upload.state", Right: right, Answer: stateAnswer{}, Run: stateOp},
		{Path: at + "/rejected", Name: "history.upload.rejected", Right: right, Answer: web.Download{}, Types: []string{csvType}, Run: rejectedOp},
	}
}

// stateAnswer is the newest file; all is empty before the first.
type stateAnswer struct {
	Name    string      `json:"name"`
	At      *time.Time  `json:"at"`
	Ended   *time.Time  `json:"ended"`
	Units   int         `json:"units"`
	Done    int         `json:"done"`
	Fault   string      `json:"fault"`
	Seconds float64     `json:"seconds"`
	Kinds   []kindState `json:"kinds"`
}

// kindState is a row of the table of kinds: what the file has, and what the rooms' tables have.
type kindState struct {
	Kind       string       `json:"kind"`
	Lines      int64        `json:"lines"`
	Qty        fixed.Qty    `json:"qty"`
	Amount     fixed.Amount `json:"amount"`
	HouseLines int64        `json:"house_lines"`
	Agrees     bool         `json:"agrees"`
}

func sendOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	if len(c.Body) == 0 || len(c.Body) > maxFile {
		return nil, fault.New(fault.Conflict, "history.upload.size", fault.Args{"max": maxFile >> 20})
	}
	if err := begin(ctx, tx, c.Query.Get("name"), slices.Clone(c.Body)); err != nil {
		return nil, err
	}
	return stateOp(ctx, tx, c)
}

func stateOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	answer := stateAnswer{Kinds: []kindState{}}
	u, err := Newest(ctx, tx)
	if err != nil || u == nil {
		return answer, err
	}
	answer.Name, answer.At, answer.Ended, answer.Units, answer.Done = u.Name, &u.At, u.Ended, u.Units, u.Done
	if u.Fault != nil {
		answer.Fault = c.Message(u.Fault)
	}
	if u.Report != nil {
		answer.Seconds = u.Report.Seconds
		for _, k := range u.Report.Kinds {
			answer.Kinds = append(answer.Kinds, kindState{string(k.Kind), int64(k.File.Lines), k.File.Qty, k.File.Amount, int64(k.House.Lines),
				k.House == k.File})
		}
	}
	return answer, nil
}

func rejectedOp(ctx context.Context, tx *pg.Tx, _ *web.OpCall) (any, error) {
	name, text, err := rejectedOf(ctx, tx)
	return web.Download{Name: name, Type: csvType, Write: func(_ context.Context, w io.Writer) error {
		_, err := w.Write(text)
		return err
	}}, err
}
