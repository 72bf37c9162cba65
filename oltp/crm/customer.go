package crm

import (
	"context"
	"regexp"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Customer is whom we sell to 客户.
type Customer struct {
	resource.Base[ref.Customer]
	resource.Searchable
	Code     string       `json:"code"`
	Name     string       `json:"name"`
	Phone    string       `json:"phone"`
	Email    string       `json:"email"`
	Province string       `json:"province"`
	City     string       `json:"city"`
	Address  string       `json:"address"`
	Level    string       `json:"level"`
	Tags     string       `json:"tags"` // separated by commas
	Channel  ref.Channel  `json:"channel"`
	External string       `json:"external"` // the buyer's number in that channel
	SameAs   ref.Customer `json:"same_as"`  // merged into
	WalkIn   bool         `json:"walk_in"`  // stands for buyers nobody knows 散客
	Blocked  bool         `json:"blocked"`
}

func customers() *resource.Def[Customer] {
	return resource.Define(resource.Def[Customer]{
		Meta: resource.Meta{
			Name: "crm.customer", Icon: "users", Title: []string{"name"}, Sort: "-id",
			Bounds: []resource.Bound{{Kind: "channel", Columns: []string{"channel"}, Open: true}},
			Fields: resource.Fields{
				resource.Text("code", 60).Key(),
				resource.Text("name", 100).Req().Find().Col(),
				resource.Text("phone", 30).Tails().Col().Secret(),
				resource.Email("email").Find().Secret(),
				resource.Text("province", 40).Find().Col(),
				resource.Text("city", 40).Find().Col(),
				resource.Text("address", 200).Secret(),
				resource.Choice("level", "normal", "silver", "gold", "vip").Col().Or("normal"),
				resource.Text("tags", 200).Find().Col(),
				resource.Link("channel", "catalog.channel").Col(),
				resource.Text("external", 100).Find(),
				resource.Link("same_as", "crm.customer"),
				resource.Bool("walk_in"),
				resource.Bool("blocked").Col(),
			},
		},
		Check:   checkCustomer,
		Before:  settle,
		Subject: func(c *Customer) id.ID { return id.ID(c.ID) },
	})
}

// Platforms mask numbers (138****1234) and hand out stand-ins with an extension (17012345678-1234): both are kept.
var phoneLike = regexp.MustCompile(`^[+]?[0-9*()-]{5,30}$`)

func checkCustomer(c *Customer) (faults fault.List) {
	if c.Phone != "" && !phoneLike.MatchString(c.Phone) {
		faults.Add(fault.New(fault.Invalid, "crm.customer.phone_form", fault.Args{"phone": c.Phone}).At("phone"))
	}
	return faults
}

// settle writes phone and tags in one form, and archives a customer that was merged into another.
func settle(ctx context.Context, tx *pg.Tx, c, _ *Customer) error {
	c.Phone, c.Tags = Phone(c.Phone), tags(c.Tags)
	if c.SameAs.IsZero() {
		return nil
	}
	var last bool
	err := tx.QueryRow(ctx, "select same_as is null and not archived from crm.customer where id = $1 for share", c.SameAs).Scan(&last)
	if err == nil && last && c.SameAs != c.ID {
		var others int
		err = tx.QueryRow(ctx, "select count(*) from crm.customer where same_as = $1", c.ID).Scan(&others)
		last = others == 0
	}
	if err == pg.ErrNoRows || err == nil && (!last || c.SameAs == c.ID) {
		return fault.New(fault.Invalid, "crm.customer.same_as_final", nil).At("same_as")
	}
	c.Archived = true
	return err
}

// Phone is a number without spaces, in narrow brackets and dashes, without China's own country code.
func Phone(text string) string {
	text = strings.NewReplacer(" ", "", "\u3000", "", "\uff08", "(", "\uff09", ")", "\uff0d", "-").Replace(text)
	for _, china := range []string{"+86", "0086", "86-"} {
		if rest, found := strings.CutPrefix(text, china); found {
			return strings.TrimPrefix(rest, "-")
		}
	}
	return text
}

func tags(text string) string {
	var kept []string
	for _, tag := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;、\uff0c\uff1b", r) }) {
		if tag = strings.TrimSpace(tag); tag != "" {
			kept = append(kept, tag)
		}
	}
	return strings.Join(kept, ",")
}
