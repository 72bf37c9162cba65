package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// bulkLimit bounds how many rows one click may change.
const bulkLimit = 500

// bulkPage is the preview of a step for many rows, and afterwards its report.
type bulkPage struct {
	Title, Action string
	Step          string
	Rows          []string // key@version of those that can go
	Ready         int
	Refused       []bulkRow
	Done          int
	Ran           bool
}

type bulkRow struct{ Title, Href, Why string }

// bulk previews or runs a step, archive or restore for the chosen rows; each row is a transaction of its own.
func (s *shelf) bulk(ctx context.Context, r *Request) (Answer, error) {
	step := r.Form.Get("do")
	if err := s.bulkAllowed(r, step); err != nil {
		return Answer{}, err
	}
	w := s.words(r.Lang)
	page := bulkPage{Title: w.step(s.m.Name, step), Action: path(s.m.Name) + "/bulk", Step: step, Ran: r.Form.Get("run") != ""}
	rows := r.Form["row"]
	if len(rows) > bulkLimit {
		return Answer{}, fault.New(fault.Invalid, "bulk.many", fault.Args{"max": bulkLimit})
	}
	for _, text := range rows {
		key, version, err := rowAt(text)
		if err != nil {
			return Answer{}, err
		}
		var refused *fault.Fault
		var title string
		if page.Ran {
			title, refused, err = s.bulkRun(ctx, r, key, version, step)
		} else {
			title, refused, err = s.bulkCheck(ctx, r, key, step)
		}
		if err != nil {
			return Answer{}, err
		}
		switch {
		case refused != nil:
			page.Refused = append(page.Refused, bulkRow{title, path(s.m.Name) + "/" + key.String(), r.Message(refused)})
		case page.Ran:
			page.Done++
		default:
			page.Rows = append(page.Rows, text)
		}
	}
	page.Ready = len(page.Rows)
	return Fragment(pages, "bulk", page), nil
}

func (s *shelf) bulkAllowed(r *Request, step string) error {
	right := s.m.Right(step)
	if step == "archive" || step == "restore" {
		right = s.m.Right("archive")
	} else if !slices.ContainsFunc(s.bulkSteps(r), func(one resource.StepInfo) bool { return one.Name == step }) {
		return fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": right})
	}
	if !r.Can(right) {
		return fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": right})
	}
	return nil
}

func rowAt(text string) (key id.ID, version int64, err error) {
	name, at, _ := strings.Cut(text, "@")
	if key, err = id.Parse[any](name); err == nil {
		version, err = strconv.ParseInt(at, 10, 64)
	}
	if err != nil {
		err = fault.New(fault.Invalid, "core.request.bad", nil)
	}
	return key, version, err
}

// bulkCheck tells whether a row stands where the step begins.
func (s *shelf) bulkCheck(ctx context.Context, r *Request, key id.ID, name string) (title string, refused *fault.Fault, err error) {
	err = r.View(ctx, func(tx *pg.Tx) error {
		row, err := s.def.Read(ctx, tx, key)
		if err != nil {
			return err
		}
		doc, ok := row.(resource.Document)
		if title = key.String(); !ok {
			return nil
		}
		title = doc.DocHeader().Number
		if step := s.plan.Step(name); !slices.Contains(step.From, doc.DocHeader().State) {
			return fault.New(fault.Conflict, "core.step.state", fault.Args{"step": name, "state": doc.DocHeader().State, "type": s.m.Name})
		}
		return nil
	})
	return s.verdict(title, err)
}

func (s *shelf) bulkRun(ctx context.Context, r *Request, key id.ID, version int64, step string) (string, *fault.Fault, error) {
	title := ""
	err := r.Do(ctx, func(tx *pg.Tx) error {
		named, err := s.def.Titles(ctx, tx, []id.ID{key})
		if err != nil {
			return err
		}
		title = strings.TrimSpace(named[key])
		switch step {
		case "archive", "restore":
			_, err = s.def.Archive(ctx, tx, key, version, step == "archive")
		default:
			_, err = s.def.Take(ctx, tx, key, version, step, nil)
		}
		return err
	})
	return s.verdict(title, err)
}

// verdict keeps a refusal apart from an error of ours.
func (s *shelf) verdict(title string, err error) (string, *fault.Fault, error) {
	if faults := fault.All(err); len(faults) > 0 {
		return title, faults[0], nil
	}
	return title, nil, err
}
