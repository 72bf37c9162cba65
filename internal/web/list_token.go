package web

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// A word of the search box may be a token: 状态:待审核, 渠道:天猫, 金额>500, 日期:本月, in any language of the house. It means parameters of the
// list's address, which say the same to a colleague who reads another language.

// signs of a token and the operators they mean; the longer ones first.
var signs = []struct{ sign, op string }{
	{">=", "ge"}, {"<=", "le"}, {"!=", "ne"}, {"≥", "ge"}, {"≤", "le"}, {"≠", "ne"}, {"：", ""}, {"＞", "gt"}, {"＜", "lt"}, {"＝", "eq"},
	{">", "gt"}, {"<", "lt"}, {"=", "eq"}, {":", ""},
}

// split cuts a word at its first sign.
func split(word string) (name, op, value string, ok bool) {
	at, best := -1, 0
	for i, s := range signs {
		if n := strings.Index(word, s.sign); n > 0 && (at < 0 || n < at) {
			at, best = n, i
		}
	}
	if at < 0 {
		return "", "", "", false
	}
	return word[:at], signs[best].op, word[at+len(signs[best].sign):], true
}

// reader reads the tokens of one list for one person.
type reader struct {
	*Server
	words  *words
	def    resource.Any
	fields resource.Fields
	tx     *pg.Tx
}

func (s *Server) reader(tx *pg.Tx, w *words, def resource.Any) *reader {
	return &reader{s, w, def, filterable(def), tx}
}

// token gives the parameters that a word means; none for a word that names no field.
func (s *reader) token(ctx context.Context, word string) (url.Values, error) {
	name, op, value, ok := split(word)
	if !ok {
		return nil, nil
	}
	f := s.field(name)
	if f == nil || strings.TrimSpace(value) == "" {
		return nil, nil
	}
	return s.meaning(ctx, f, op, strings.TrimSpace(value))
}

// field finds a field by its name in the API or in any language.
func (s *reader) field(name string) *resource.Field {
	for i := range s.fields {
		f := &s.fields[i]
		if f.Kind.Name == "json" {
			continue
		}
		if strings.EqualFold(name, f.Name) || s.inAny(name, func(w *words) string { return w.label(s.def.Info().Name, f.Name) }) {
			return f
		}
	}
	return s.plainly(name)
}

// plainly is the field that people mean by date and amount, whatever it is called here.
func (s *reader) plainly(name string) *resource.Field {
	var is func(f resource.Field) bool
	switch {
	case s.inAny(name, func(w *words) string { return w.t("list.token.date") }):
		is = func(f resource.Field) bool { return f.Name == "at" || !s.def.IsDoc() && f.Kind.Name == "date" }
	case s.inAny(name, func(w *words) string { return w.t("list.token.amount") }):
		is = func(f resource.Field) bool { return f.Sum && f.Kind.Name == "amount" }
	default:
		return nil
	}
	if i := slices.IndexFunc(s.fields, is); i >= 0 {
		return &s.fields[i]
	}
	return nil
}

// labelMost is of how many words the name of a field may be.
const labelMost = 4

// whole are the words of a search, where a name of several words before a sign is one with what follows: “Ordered at:Today”.
func (s *reader) whole(text string) (all []string) {
	for _, word := range strings.Fields(text) {
		own := 0
		if name, _, _, ok := split(word); ok {
			for n := 1; n < labelMost && n <= len(all); n++ {
				if s.field(strings.Join(all[len(all)-n:], "")+name) != nil {
					own = n
				}
			}
		}
		rest := len(all) - own
		all = append(all[:rest], strings.Join(append(all[rest:], word), " "))
	}
	return all
}

// inAny tells whether a text is what some language says, however its words are joined.
func (s *reader) inAny(text string, said func(*words) string) bool {
	for _, w := range s.langs {
		if joined(said(w)) == joined(text) {
			return true
		}
	}
	return false
}

func (s *reader) meaning(ctx context.Context, f *resource.Field, op, value string) (url.Values, error) {
	switch f.Kind.Name {
	case "choice":
		return s.choiceSaid(f, op, value)
	case "bool":
		for _, yes := range []string{"true", "false"} {
			if joined(value) == yes || s.inAny(value, func(w *words) string { return w.t("choice." + yes) }) {
				return one(f, "", yes), nil
			}
		}
		return nil, s.unknown(f, value, []string{s.words.t("choice.true"), s.words.t("choice.false")})
	case "link":
		return s.linkSaid(ctx, f, op, value)
	case "date", "time":
		return s.dateSaid(f, op, value)
	case "text", "longtext", "email":
		if op == "" || op == "gt" || op == "lt" || op == "ge" || op == "le" {
			op = "has"
		}
		return one(f, op, value), nil
	}
	return s.numberSaid(f, op, value)
}

// one is a single parameter.
func one(f *resource.Field, op, value string) url.Values {
	if op == "" || op == "eq" {
		return url.Values{f.Name: {value}}
	}
	return url.Values{f.Name + "[" + op + "]": {value}}
}

// unknown tells what a field may be.
func (s *reader) unknown(f *resource.Field, value string, known []string) error {
	const shown = 12
	if len(known) > shown {
		known = append(slices.Clone(known[:shown]), "…")
	}
	return fault.New(fault.Invalid, "list.token.unknown", fault.Args{
		"type": s.def.Info().Name, "field": f.Name, "value": value, "known": strings.Join(known, s.words.t("list.comma")),
	})
}

// choiceSaid finds choices by name, one or several with commas between them; the beginning of a name will do where it is clear.
func (s *reader) choiceSaid(f *resource.Field, op, value string) (url.Values, error) {
	var found, known []string
	for _, choice := range choices(s.def, f) {
		known = append(known, s.words.choiceName(s.def, f, choice))
	}
	for _, part := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == '，' || r == '、' || r == '|' }) {
		choice := s.choiceOf(f, part)
		if choice == "" {
			return nil, s.unknown(f, part, known)
		}
		found = append(found, choice)
	}
	switch {
	case len(found) == 0, op == "ne" && len(found) > 1:
		return nil, s.unknown(f, value, known)
	case op == "ne":
		return one(f, op, found[0]), nil
	}
	return url.Values{f.Name: found}, nil
}

func (s *reader) choiceOf(f *resource.Field, text string) string {
	begins := []string{}
	for _, choice := range choices(s.def, f) {
		if strings.EqualFold(choice, text) || s.inAny(text, func(w *words) string { return w.choiceName(s.def, f, choice) }) {
			return choice
		}
		if strings.HasPrefix(joined(s.words.choiceName(s.def, f, choice)), joined(text)) {
			begins = append(begins, choice)
		}
	}
	if len(begins) == 1 {
		return begins[0]
	}
	return ""
}

// choiceName is what a choice is called; a document's states have names of their own.
func (w *words) choiceName(def resource.Any, f *resource.Field, choice string) string {
	if f.Name == "state" && def.IsDoc() {
		return w.state(def.Info().Name, choice)
	}
	return w.choice(def.Info().Name, f.Name, choice)
}

// linkSaid finds the one row that is meant, or all rows with these words.
func (s *reader) linkSaid(ctx context.Context, f *resource.Field, op, value string) (url.Values, error) {
	link := s.House.Find(f.Link)
	options, err := link.Suggest(ctx, s.tx, value, 2)
	if apart := strings.ReplaceAll(value, "-", " "); len(options) == 0 && err == nil && apart != value {
		options, err = link.Suggest(ctx, s.tx, apart, 2)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case len(options) == 0:
		return nil, fault.New(fault.Invalid, "list.token.nobody", fault.Args{"type": s.def.Info().Name, "field": f.Name, "value": value})
	case len(options) == 1 && op == "ne":
		return one(f, "ne", options[0].ID.String()), nil
	case len(options) == 1:
		return one(f, "", options[0].ID.String()), nil
	}
	return one(f, "has", value), nil
}

// dateSaid reads a period, a day, a month, or two days with two dots between them.
func (s *reader) dateSaid(f *resource.Field, op, value string) (url.Values, error) {
	if name, ok := s.periodSaid(value); ok {
		return s.periodAs(f, op, name), nil
	}
	from, to, both := strings.Cut(value, "..")
	first, last, ok := dayOrMonth(from, s.tx.Today())
	if both {
		var good bool
		_, last, good = dayOrMonth(to, s.tx.Today())
		ok = ok && good
	}
	switch {
	case !ok:
		var known []string
		for _, p := range periods {
			known = append(known, s.words.t("period."+p.name))
		}
		return nil, s.unknown(f, value, append(known, s.tx.Today().String()))
	case op == "gt" || op == "le":
		return one(f, op, last.String()), nil
	case op != "" && op != "eq":
		return one(f, op, first.String()), nil
	}
	return url.Values{f.Name + "[ge]": {first.String()}, f.Name + "[le]": {last.String()}}, nil
}

// periodAs compares with the ends of a period.
func (s *reader) periodAs(f *resource.Field, op, name string) url.Values {
	p, _ := periodOf(name)
	first, last := p.days(s.tx.Today())
	switch op {
	case "gt", "le":
		return one(f, op, last.String())
	case "ge", "lt":
		return one(f, op, first.String())
	}
	return one(f, "", name)
}

// dayOrMonth reads 2026-11-21, 11-21 of this year, or 2026-11.
func dayOrMonth(text string, today cal.Date) (first, last cal.Date, ok bool) {
	parts := strings.Split(strings.NewReplacer("/", "-", ".", "-").Replace(strings.TrimSpace(text)), "-")
	var n []int
	for _, part := range parts {
		number, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return 0, 0, false
		}
		n = append(n, int(number))
	}
	month := len(n) == 2 && len(parts[0]) == 4
	switch {
	case month:
		n = append(n, 1)
	case len(n) == 2:
		n = append([]int{today.Time().Year()}, n...)
	}
	if len(n) != 3 || n[0] < 1900 || n[0] > 2200 {
		return 0, 0, false
	}
	first, err := cal.Parse(fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2]))
	if last = first; month {
		last = (first.Month() + 31).Month() - 1
	}
	return first, last, err == nil
}

// numberSaid reads a number, 1.5万, or two with two dots between them.
func (s *reader) numberSaid(f *resource.Field, op, value string) (url.Values, error) {
	from, to, both := strings.Cut(value, "..")
	first, ok := numeral(f, from)
	last, good := first, true
	if both {
		last, good = numeral(f, to)
	}
	if !ok || !good {
		return nil, fault.New(fault.Invalid, "list.token.number", fault.Args{"type": s.def.Info().Name, "field": f.Name, "value": value})
	}
	if both {
		return url.Values{f.Name + "[ge]": {first}, f.Name + "[le]": {last}}, nil
	}
	return one(f, op, first), nil
}

// numeral is a number as the address has it.
func numeral(f *resource.Field, text string) (string, bool) {
	text = strings.NewReplacer(",", "", "，", "", "¥", "", "￥", "", "−", "-", "元", "").Replace(strings.ToLower(strings.TrimSpace(text)))
	times := fixed.Amount(1)
	if rest, ok := strings.CutSuffix(strings.ReplaceAll(text, "w", "万"), "万"); ok {
		text, times = rest, 10_000
	} else if rest, ok := strings.CutSuffix(strings.ReplaceAll(text, "k", "千"), "千"); ok {
		text, times = rest, 1000
	}
	if f.Kind.Name == "rate" {
		text = fromPercent(strings.TrimSuffix(text, "%"))
	}
	n, err := fixed.ParseAmount(text)
	const most = fixed.Amount(1e17)
	if err != nil || times > 1 && (n > most/times || n < -most/times) {
		return "", false
	}
	if n *= times; f.Kind.Name == "int" && n%fixed.Scale != 0 {
		return "", false
	}
	return n.String(), true
}
