package web

// Where a row's identifier stands in an answer, as a runtime expression.
const (
	madeRow  = "$response.body#/id"
	firstRow = "$response.body#/items/0/id"
)

// links say what can be done next: with a row that was made, with the first of a list, with a task that was begun. By them programs that
// read descriptions find their way, and testers real rows.
func (a *API) links(paths spec) {
	onRow := map[string][]string{} // operations by the Def whose row their path names
	for _, methods := range a.paths {
		for _, e := range methods {
			if e.def != nil && e.onRow() {
				name := e.def.Info().Name
				onRow[name] = append(onRow[name], e.id())
			}
		}
	}
	for at, methods := range a.paths {
		for _, e := range methods {
			from, to := "", []string(nil)
			switch e.action {
			case "create", "start":
				from, to = madeRow, onRow[e.def.Info().Name]
			case "list":
				from, to = firstRow, onRow[e.def.Info().Name]
			case "bulk":
				from, to = madeRow, a.watching()
			}
			if len(to) > 0 {
				answer := paths[at].(spec)[lower(e.method)].(spec)["responses"].(spec)[statusText(e.status)].(spec)
				answer["links"] = linksTo(from, to)
			}
		}
	}
}

// watching are the operations on a task, where they are.
func (a *API) watching() (ids []string) {
	for i := range a.ops {
		if o := &a.ops[i]; o.Path == taskRoot+"/{id}" || o.Path == taskRoot+"/{id}/rows" {
			ids = append(ids, o.endpoint(a.house).id())
		}
	}
	return ids
}

func linksTo(from string, ids []string) spec {
	all := spec{}
	for _, id := range ids {
		all[id] = spec{"operationId": id, "parameters": spec{"id": from}}
	}
	return all
}
