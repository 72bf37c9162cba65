package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// savedView is a question to a list under a name.
type savedView struct {
	ID     id.ID
	Owner  ref.User
	Who    string
	Name   string
	Shared bool
	Query  string
	First  bool // the list opens with it for this person
	Mine   bool
	On     bool
	Href   string
}

// Bounds of views: characters of a name and of a question, how many one person keeps for one list, and how many all share there.
const (
	viewName    = 40
	viewQuery   = 2000
	viewsEach   = 30
	viewsShared = 50
)

// views are those of a list that a person may see: his own, then those shared with everybody.
func (s *shelf) views(ctx context.Context, tx *pg.Tx, r *Request) (all []savedView, err error) {
	found, err := tx.Query(ctx, `select v.id, v.owner, v.who, v.name, v.shared, v.query, f.view is not null from web.view v
		left join web.view_first f on f.view = v.id and f.person = $2 and f.def = v.def
		where v.def = $1 and (v.owner = $2 or v.shared) order by v.owner <> $2, v.created`, s.m.Name, tx.Actor.ID)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var v savedView
		if err := found.Scan(&v.ID, &v.Owner, &v.Who, &v.Name, &v.Shared, &v.Query, &v.First); err != nil {
			return nil, err
		}
		v.Mine, v.On, v.Href = v.Owner == tx.Actor.ID, r.Query.Get("view") == v.ID.String(), s.viewAt(v.ID, v.Query)
		all = append(all, v)
	}
	return all, found.Err()
}

// viewAt is the address of a view: the question in full, so that it can be sent to somebody who does not have the view.
func (s *shelf) viewAt(key id.ID, query string) string {
	if query != "" {
		query += "&"
	}
	return path(s.m.Name) + "?" + query + "view=" + key.String()
}

// first is the address with which the list opens for this person; "" when it opens as it is.
func first(views []savedView) string {
	if i := slices.IndexFunc(views, func(v savedView) bool { return v.First }); i >= 0 {
		return views[i].Href
	}
	return ""
}

// question is what of an address a view keeps: filters, words, order and columns, without what tells of a moment.
func (s *shelf) question(ctx context.Context, tx *pg.Tx, r *Request, address string) (string, error) {
	values, err := url.ParseQuery(strings.TrimPrefix(address, "?"))
	if err != nil {
		return "", fault.New(fault.Invalid, "core.request.bad", nil)
	}
	if values, err = s.spelt(ctx, tx, s.words(r.Lang), s.def, values); err != nil {
		return "", err
	}
	fields := filterable(s.def)
	for name, given := range values {
		f, _ := narrowed(fields, name)
		known := f != nil || slices.Contains([]string{"q", "sort", "archived", "cols"}, name)
		if !known || strings.Join(given, "") == "" {
			values.Del(name)
		}
	}
	if values.Get("cols") == "" {
		var names []string
		err := tx.QueryRow(ctx, "select names from web.columns where person = $1 and def = $2", tx.Actor.ID, s.m.Name).Scan(&names)
		if err != nil && err != pg.ErrNoRows {
			return "", err
		}
		if len(names) > 0 {
			values.Set("cols", strings.Join(names, ","))
		}
	}
	if query := values.Encode(); len(query) <= viewQuery {
		return query, nil
	}
	return "", fault.New(fault.Invalid, "list.view.long", nil)
}

// saveView keeps what the list shows under a new name.
func (s *shelf) saveView(ctx context.Context, r *Request) (Answer, error) {
	name, err := nameOf(r)
	if err != nil {
		return Answer{}, err
	}
	shared := r.Form.Get("shared") != ""
	if right := s.m.Right("share"); shared && !r.Can(right) {
		return Answer{}, fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": right})
	}
	key, query := id.New[any](), ""
	err = r.Do(ctx, func(tx *pg.Tx) error {
		if query, err = s.question(ctx, tx, r, r.Form.Get("query")); err != nil {
			return err
		}
		if err := s.viewRoom(ctx, tx, shared); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into web.view (id, def, owner, who, name, shared, query, created) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			key, s.m.Name, tx.Actor.ID, tx.Actor.Name, name, shared, query, tx.Now)
		if err == nil && r.Form.Get("first") != "" {
			err = s.openWith(ctx, tx, key)
		}
		return err
	})
	return Redirect(s.viewAt(key, query)).Say("done", r.Text("list.view.saved", "name", name)), err
}

// viewRoom refuses one view more than a person may have.
func (s *shelf) viewRoom(ctx context.Context, tx *pg.Tx, shared bool) error {
	var have int
	err := tx.QueryRow(ctx, "select count(*) from web.view where def = $1 and owner = $2", s.m.Name, tx.Actor.ID).Scan(&have)
	if err == nil && have >= viewsEach {
		err = fault.New(fault.Invalid, "list.view.many", fault.Args{"max": viewsEach})
	}
	if err != nil || !shared {
		return err
	}
	return s.shareRoom(ctx, tx)
}

// shareRoom refuses one shared view more than a list has room for: every one is counted for everybody.
func (s *shelf) shareRoom(ctx context.Context, tx *pg.Tx) error {
	var have int
	err := tx.QueryRow(ctx, "select count(*) from web.view where def = $1 and shared", s.m.Name).Scan(&have)
	if err == nil && have >= viewsShared {
		err = fault.New(fault.Invalid, "list.view.shared_many", fault.Args{"max": viewsShared})
	}
	return err
}

func nameOf(r *Request) (string, error) {
	name := strings.Join(strings.Fields(r.Form.Get("name")), " ")
	if name == "" || utf8.RuneCountInString(name) > viewName || !printed(name) {
		return "", fault.New(fault.Invalid, "list.view.name", fault.Args{"max": viewName}).At("name")
	}
	return name, nil
}

func (s *shelf) openWith(ctx context.Context, tx *pg.Tx, key id.ID) error {
	_, err := tx.Exec(ctx, `insert into web.view_first (person, def, view) values ($1, $2, $3)
		on conflict (person, def) do update set view = excluded.view`, tx.Actor.ID, s.m.Name, key)
	return err
}

// changeView does one thing to a view: save, rename, delete, first, last (no longer first), share or keep (no longer shared).
// Only its owner changes a view; a shared one may also be deleted by those who may share.
func (s *shelf) changeView(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("view")
	if err != nil {
		return Answer{}, err
	}
	do, to := r.Form.Get("do"), path(s.m.Name)+"?view=all"
	err = r.Do(ctx, func(tx *pg.Tx) error {
		views, err := s.views(ctx, tx, r)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(views, func(v savedView) bool { return v.ID == key })
		if i < 0 {
			return fault.New(fault.NotFound, "core.page.missing", nil)
		}
		if err := s.alter(ctx, tx, r, &views[i], do); err != nil {
			return err
		}
		if do != "delete" {
			to = s.viewAt(key, views[i].Query)
		}
		return nil
	})
	return Redirect(to).Say("done", r.Text("say.saved")), err
}

func (s *shelf) alter(ctx context.Context, tx *pg.Tx, r *Request, v *savedView, do string) (err error) {
	mayShare := r.Can(s.m.Right("share"))
	if others := do == "first" || do == "last" || do == "delete" && v.Shared && mayShare; !v.Mine && !others || do == "share" && !mayShare {
		return fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": s.m.Right("share")})
	}
	switch do {
	case "first":
		return s.openWith(ctx, tx, v.ID)
	case "last":
		_, err = tx.Exec(ctx, "delete from web.view_first where person = $1 and def = $2", tx.Actor.ID, s.m.Name)
	case "delete":
		_, err = tx.Exec(ctx, "delete from web.view where id = $1", v.ID)
	case "share", "keep":
		if do == "share" {
			err = s.shareRoom(ctx, tx)
		}
		if err == nil {
			_, err = tx.Exec(ctx, "update web.view set shared = $2 where id = $1", v.ID, do == "share")
		}
	case "rename":
		var name string
		if name, err = nameOf(r); err == nil {
			_, err = tx.Exec(ctx, "update web.view set name = $2 where id = $1", v.ID, name)
		}
	case "save":
		if v.Query, err = s.question(ctx, tx, r, r.Form.Get("query")); err == nil {
			_, err = tx.Exec(ctx, "update web.view set query = $2 where id = $1", v.ID, v.Query)
		}
	default:
		err = fault.New(fault.Invalid, "core.request.bad", nil)
	}
	return err
}

// tallyMost is how far the number beside a tab counts; tallyTime what each may take, tallyAll how long a next one is begun.
const (
	tallyMost = 1000
	tallyTime = "set local statement_timeout = 150"
	tallyAll  = time.Second
)

// tab is a number to be found: under which name, and of which question.
type tab struct {
	name  string
	asked url.Values
}

// tallies are the numbers beside the tabs: the states of a document within the present filters, and the saved views, as far as there is time.
func (s *shelf) tallies(ctx context.Context, r *Request) (Answer, error) {
	counts, begun := map[string]string{}, time.Now()
	var ask []tab
	if s.plan != nil {
		for _, state := range s.plan.States {
			values := url.Values{}
			for name, given := range r.Query {
				values[name] = given
			}
			values["state"] = []string{state.Name}
			ask = append(ask, tab{"state:" + state.Name, values})
		}
	}
	err := r.View(ctx, func(tx *pg.Tx) error {
		views, err := s.views(ctx, tx, r)
		for _, v := range views {
			if values, err := url.ParseQuery(v.Query); err == nil {
				ask = append(ask, tab{"view:" + v.ID.String(), values})
			}
		}
		return err
	})
	if err != nil {
		return Answer{}, err
	}
	for _, one := range ask {
		if time.Since(begun) > tallyAll {
			break
		}
		n, err := s.tally(ctx, r, one.asked)
		if err != nil {
			return Answer{}, err
		}
		if n > 0 {
			counts[one.name] = countUpTo(int64(n), n >= tallyMost)
		}
	}
	return JSON(counts), nil
}

// tally counts what an address finds; -1 when that cannot be said, or not in time.
func (s *shelf) tally(ctx context.Context, r *Request, values url.Values) (n int, err error) {
	err = r.View(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, tallyTime); err != nil {
			return err
		}
		q, err := s.asked(ctx, tx, s.words(r.Lang), s.def, values)
		if err == nil {
			n, err = s.def.Tally(ctx, tx, q, tallyMost)
		}
		return err
	})
	if fault.All(err) != nil || outOfTime(err) {
		return -1, nil
	}
	return n, err
}
