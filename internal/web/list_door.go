package web

import "net/http"

// newOf is where rows of a Def are begun: at the page that a room made for it, else in the generated form.
func (s *Server) newOf(r *Request, def string) string {
	for _, p := range s.Pages {
		if p.New == def && (p.Right == "" || r.Can(p.Right)) {
			return p.Path
		}
	}
	return path(def) + "/new"
}

// newAt is the address of the form for a new row, with the linked rows that the list is narrowed to.
func (s *shelf) newAt(r *Request) string {
	given := []any{}
	for _, f := range s.m.Fields {
		if values := r.Query[f.Name]; f.Link != "" && !f.ReadOnly && len(values) == 1 && values[0] != "" {
			given = append(given, f.Name, values[0])
		}
	}
	if len(given) == 0 {
		return s.newOf(r, s.m.Name)
	}
	return s.newOf(r, s.m.Name) + "?" + asQuery(given...)
}

// sheets are the doors to tables of other programs, as far as pages for them are there.
func (s *shelf) sheets(r *Request, page *listPage) {
	for _, p := range s.Pages {
		if p.Method != "" && p.Method != http.MethodGet || p.Right != "" && !r.Can(p.Right) {
			continue
		}
		switch p.Path {
		case page.At + "/import":
			page.Import = p.Path
		case page.At + "/export.xlsx":
			page.Exports = append(page.Exports, link{Text: "Excel (.xlsx)", Icon: "file-spreadsheet", Href: p.Path})
		case page.At + "/export.csv":
			page.Exports = append(page.Exports, link{Text: "CSV", Icon: "file-text", Href: p.Path})
		}
	}
}
