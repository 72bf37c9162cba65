package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// stepPage is the dialog of a step.
type stepPage struct {
	Title, Text, Icon string
	Action, Back      string
	Version           int64
	Danger            bool
	Warning           string
	Fields            []input
	Lines             *stepLines
	Faults            []string
}

// stepLines are a document's lines with what the step asks for each.
type stepLines struct {
	What    string // heading of the column that names a line
	Columns []input
	Rows    []stepLine
}

type stepLine struct {
	Text   string
	Ref    string // name of the hidden input that says which line
	No     string
	Inputs []input
}

// stepOf finds the step and refuses what the person may not do.
func (s *shelf) stepOf(r *Request) (*resource.StepInfo, error) {
	if s.plan == nil {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	step := s.plan.Step(r.Param("step"))
	if step == nil || step.Private {
		return nil, fault.New(fault.NotFound, "core.step.missing", fault.Args{"step": r.Param("step")})
	}
	if right := s.m.Right(step.Name); !r.Can(right) {
		return nil, fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": right})
	}
	return step, nil
}

func (s *shelf) stepForm(ctx context.Context, r *Request) (Answer, error) {
	step, err := s.stepOf(r)
	if err != nil {
		return Answer{}, err
	}
	row, err := s.read(ctx, r)
	if err != nil {
		return Answer{}, err
	}
	if state := row.(resource.Document).DocHeader().State; !slices.Contains(step.From, state) {
		return Answer{}, fault.New(fault.Conflict, "core.step.state", fault.Args{"step": step.Name, "state": state, "type": s.m.Name})
	}
	form := url.Values{}
	for _, f := range step.Fields {
		form.Set(f.Name, s.defaulted(&f))
	}
	s.prefill(form, step, row)
	return s.drawStep(ctx, r, step, row, form, nil)
}

// lineRef is the field of a step's lines that says which of the document's lines is meant.
func lineRef(step *resource.StepInfo) string {
	for _, f := range step.Lines {
		if f.Kind.Name == "int" && (f.Name == "line" || strings.HasSuffix(f.Name, "_line")) {
			return f.Name
		}
	}
	return ""
}

// prefill proposes the whole of what each line still has open.
func (s *shelf) prefill(form url.Values, step *resource.StepInfo, row any) {
	ref := lineRef(step)
	for i, line := range s.def.LinesOf(row) {
		prefix, first := fmt.Sprintf("lines.%d.", i), true
		for _, f := range step.Lines {
			value := typed(&f, s.def.LineValue(line, f.Name), s.db.Zone)
			switch {
			case f.Name == ref:
				value = fmt.Sprint(s.def.LineValue(line, "no"))
			case f.Kind.Name == "qty" && first:
				value, first = typed(&f, s.open(line), s.db.Zone), false
			}
			form.Set(prefix+f.Name, value)
		}
	}
}

// open is the quantity of a line that has not been dealt with.
func (s *shelf) open(line any) fixed.Qty {
	open, _ := s.def.LineValue(line, "qty").(fixed.Qty)
	for _, done := range []string{"shipped", "received"} {
		if n, ok := s.def.LineValue(line, done).(fixed.Qty); ok {
			open -= n
		}
	}
	return max(open, 0)
}

func (s *shelf) drawStep(
	ctx context.Context, r *Request, step *resource.StepInfo, row any, form url.Values, faults fault.List,
) (Answer, error) {
	w := s.words(r.Lang)
	links := collector{}
	linksOf(links, form, step.Fields, step.Lines)
	for _, line := range s.def.LinesOf(row) {
		links.add(s.m.Lines, func(name string) any { return s.def.LineValue(line, name) })
	}
	var named titles
	if err := r.View(ctx, func(tx *pg.Tx) (err error) { named, err = links.load(ctx, tx, s.House); return err }); err != nil {
		return Answer{}, err
	}
	self := path(s.m.Name) + "/" + resource.KeyOf(row).String()
	number := row.(resource.Document).DocHeader().Number
	page := stepPage{
		Title: w.step(s.m.Name, step.Name), Text: number, Icon: step.Icon, Action: self + "/step/" + step.Name, Back: self,
		Version: resource.StampOf(row).Version, Danger: step.Danger,
	}
	if key := s.m.Name + ".step." + step.Name + ".warning"; w.has(key) {
		page.Warning = w.t(key)
	} else if step.Danger {
		page.Warning = w.t("step.danger", "step", page.Title, "what", w.one(s.m.Name)+" "+number)
	}
	d := &drawer{words: w, def: s.def, titles: named, faults: faults, fresh: true}
	d.value = func(_ *resource.Field, name string) string { text, _ := last(form, name); return text }
	page.Fields = d.inputs(step.Fields, "")
	shown := [][]input{page.Fields}
	if len(step.Lines) > 0 {
		page.Lines = s.stepLines(d, step, row, s.painter(r, named))
		for _, line := range page.Lines.Rows {
			shown = append(shown, line.Inputs)
		}
	}
	page.Faults = d.loose(shown...)
	answer := HTML(pages, "step", page).Title(page.Title)
	if len(faults) > 0 {
		answer = answer.Status(statuses[faults[0].Kind])
	}
	return answer, nil
}

func (s *shelf) stepLines(d *drawer, step *resource.StepInfo, row any, p painter) *stepLines {
	ref := lineRef(step)
	fields := slices.DeleteFunc(slices.Clone(step.Lines), func(f resource.Field) bool { return f.Name == ref })
	l := &stepLines{What: p.t("detail.line"), Columns: d.inputs(fields, "")}
	for i, line := range s.def.LinesOf(row) {
		prefix := fmt.Sprintf("lines.%d.", i)
		no := fmt.Sprint(s.def.LineValue(line, "no"))
		one := stepLine{Text: s.lineName(line, p), No: no, Inputs: d.inputs(fields, prefix)}
		if ref != "" {
			one.Ref = prefix + ref
		}
		l.Rows = append(l.Rows, one)
	}
	return l
}

// lineName is how people call a line: by what it links to, else by its first text, else by its number.
func (s *shelf) lineName(line any, p painter) string {
	for i := range s.m.Lines {
		if f := &s.m.Lines[i]; f.Link != "" || f.Kind.Name == "text" {
			return p.cell(f, s.def.LineValue(line, f.Name)).Text
		}
	}
	return fmt.Sprint(s.def.LineValue(line, "no"))
}

// step takes a step of a document. Lines without any quantity are not part of it.
func (s *shelf) step(ctx context.Context, r *Request) (Answer, error) {
	step, err := s.stepOf(r)
	if err != nil {
		return Answer{}, err
	}
	key, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	version, _ := strconv.ParseInt(r.Form.Get("version"), 10, 64)
	var place []int
	err = r.Do(ctx, func(tx *pg.Tx) error {
		input, kept, err := s.readStep(ctx, tx, r.Form, step)
		if err != nil {
			return err
		}
		place = kept
		body, err := json.Marshal(input)
		if err != nil {
			return err
		}
		_, err = s.def.Take(ctx, tx, key, version, step.Name, body)
		return err
	})
	faults := fault.All(err)
	if asks := len(step.Fields)+len(step.Lines) > 0; asks && amendable(faults) {
		return s.askAgain(ctx, r, step, place, faults)
	}
	if err != nil {
		return Answer{}, err
	}
	return Redirect(path(s.m.Name)+"/"+key.String()).Say("done", r.Text("say.taken", "step", s.words(r.Lang).step(s.m.Name, step.Name))), nil
}

// amendable faults can be dealt with in the dialog.
func amendable(faults fault.List) bool {
	if len(faults) == 0 || faults[0].Key == "core.row.changed" {
		return false
	}
	return faults[0].Kind == fault.Invalid || faults[0].Kind == fault.Conflict
}

// readStep reads a step's input; kept are the form's indexes of the lines that are part of it.
func (s *shelf) readStep(ctx context.Context, tx *pg.Tx, form url.Values, step *resource.StepInfo) (object, []int, error) {
	input, err := s.readForm(ctx, tx, form, step.Fields, nil, func(*resource.Field) (string, bool) { return "", false })
	if err != nil || len(step.Lines) == 0 {
		return input, nil, err
	}
	ref, lines, kept := lineRef(step), []object{}, []int{}
	for _, n := range lineIndexes(form) {
		line, meant := object{}, false
		for i := range step.Lines {
			f := &step.Lines[i]
			text, given, err := s.given(ctx, tx, form, f, fmt.Sprintf("lines.%d.%s", n, f.Name))
			if err != nil {
				return nil, nil, err
			}
			if !given || strings.TrimSpace(text) == "" {
				continue
			}
			line[f.Name] = raw(f, text, s.db.Zone)
			meant = meant || f.Name != ref && strings.Trim(text, "0. ") != ""
		}
		if meant {
			lines, kept = append(lines, line), append(kept, n)
		}
	}
	input["lines"], err = json.Marshal(lines)
	return input, kept, err
}

// askAgain shows the dialog with its faults, which count only the lines that were sent.
func (s *shelf) askAgain(ctx context.Context, r *Request, step *resource.StepInfo, place []int, faults fault.List) (Answer, error) {
	row, err := s.read(ctx, r)
	if err != nil {
		return Answer{}, err
	}
	for i, f := range faults {
		parts := strings.SplitN(f.Field, ".", 3)
		if len(parts) != 3 || parts[0] != "lines" {
			continue
		}
		if n, err := strconv.Atoi(parts[1]); err == nil && n >= 0 && n < len(place) {
			faults[i] = f.At(fmt.Sprintf("lines.%d.%s", place[n], parts[2]))
		}
	}
	return s.drawStep(ctx, r, step, row, r.Form, faults)
}
