package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hesuan/internal/resource"
)

// navItem is a link of the navigation.
type navItem struct {
	Text, Icon, Href string
	Active           bool
	Count            string // of what waits for the person

	key   string
	right string
	order int
	def   bool
	whole bool // tells of the company as a whole
}

// navGroup is a room with its links.
type navGroup struct {
	Name, Text, Icon string
	Open             bool
	Count            string
	Items            []navItem
}

// Single groups need no second level.
func (g navGroup) Single() bool { return len(g.Items) == 1 }

// navigation is everything that can be gone to, by group, whoever may.
type navigation struct {
	groups []navGroup
}

// navigate gathers the navigation from the house and the pages.
func (s *Server) navigate() *navigation {
	n := &navigation{}
	for _, page := range s.Pages {
		if page.Nav != nil && page.On == "" && (page.Method == "" || page.Method == http.MethodGet) {
			n.add(page.Nav.Group, navItem{key: page.Nav.Key, Icon: page.Nav.Icon, Href: page.Path, right: page.Right, order: page.Nav.Order, whole: page.Whole})
		}
	}
	count := map[string]int{}
	for _, def := range s.House.All() {
		m := def.Info()
		if m.Hidden {
			continue
		}
		count[m.Room()]++
		n.add(m.Room(), navItem{key: m.Name, Icon: m.Icon, Href: path(m.Name), right: m.Right("view"), whole: m.Whole && len(m.Bounds) == 0, order: 90 + 10*count[m.Room()], def: true})
	}
	for i := range n.groups {
		slices.SortStableFunc(n.groups[i].Items, func(a, b navItem) int { return a.order - b.order })
		n.groups[i].Icon = groupIcons[n.groups[i].Name]
		if n.groups[i].Icon == "" {
			n.groups[i].Icon = n.groups[i].Items[0].Icon
		}
	}
	slices.SortStableFunc(n.groups, func(a, b navGroup) int { return groupPlace(a.Name) - groupPlace(b.Name) })
	return n
}

// groupOrder is the order in which a working day meets the rooms; those not named stand where the empty name is.
var groupOrder = []string{
	"board", "sales", "inventory", "purchasing", "shipping", "production", "catalog", "crm", "marketing", "finance", "people", "", "auth",
}

func groupPlace(name string) int {
	if place := slices.Index(groupOrder, name); place >= 0 {
		return place
	}
	return slices.Index(groupOrder, "")
}

// groupIcons are the rooms' own icons; another group takes that of its first link.
var groupIcons = map[string]string{
	"board": "chart-bar", "sales": "shopping-cart", "inventory": "building-warehouse", "purchasing": "truck-delivery",
	"catalog": "tags", "crm": "users",
	"finance": "report-money", "auth": "settings", "people": "id-badge-2", "shipping": "package", "production": "tools",
	"marketing": "speakerphone",
}

func (n *navigation) add(group string, item navItem) {
	i := slices.IndexFunc(n.groups, func(g navGroup) bool { return g.Name == group })
	if i < 0 {
		n.groups = append(n.groups, navGroup{Name: group})
		i = len(n.groups) - 1
	}
	if item.Icon == "" {
		item.Icon = "file"
	}
	n.groups[i].Items = append(n.groups[i].Items, item)
}

// of is the navigation as one person sees it from one page.
func (n *navigation) of(r *Request, w *words, waiting []resource.Queue) []navGroup {
	var seen []navGroup
	here := n.here(r.Path)
	for _, g := range n.groups {
		total, room := 0, navGroup{Name: g.Name, Text: w.room(g.Name), Icon: g.Icon}
		for _, item := range g.Items {
			if item.right != "" && !r.Can(item.right) || item.whole && len(r.Actor.Scope) > 0 {
				continue
			}
			if item.Text = w.t(item.key); item.def {
				item.Text = w.many(item.key)
				n := mine(r, r.server.House, waiting, item.key)
				item.Count, total = badge(n), total+n
			}
			item.Active = item.Href == here
			room.Items, room.Open = append(room.Items, item), room.Open || item.Active
		}
		if room.Count = badge(total); len(room.Items) > 0 {
			seen = append(seen, room)
		}
	}
	return seen
}

// here is the link that the present page belongs to: the longest that it lies below.
func (n *navigation) here(path string) (href string) {
	for _, g := range n.groups {
		for _, item := range g.Items {
			if (path == item.Href || strings.HasPrefix(path, item.Href+"/")) && len(item.Href) > len(href) {
				href = item.Href
			}
		}
	}
	return href
}

// badge is a number beside a link; nothing waits, nothing is said.
func badge(n int) string {
	switch {
	case n == 0:
		return ""
	case n > 999:
		return "999+"
	}
	return strconv.Itoa(n)
}
