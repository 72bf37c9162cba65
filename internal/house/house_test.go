package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the prefix of our own packages.
const module = "hesuan/"

// stairs says which floors a floor may import besides itself. cmd wires the house and may import all.
var stairs = map[string][]string{
	"internal":         {},
	"docs":             {},
	"oltp":             {"internal"},
	"olap":             {"internal"},
	"ingest":           {"olap", "internal"},
	"forecasting":      {},
	"forecasting/desk": {"forecasting", "olap", "internal"},
	"dashboards":       {"olap", "forecasting", "internal"},
	"demo":             {"internal"},
}

// keys says which of our files hold the key to a library: a folder with all below it, or one file.
var keys = map[string][]string{
	"github.com/gofiber/":                 {"internal/web"},
	"github.com/valyala/":                 {"internal/web"},
	"github.com/jackc/":                   {"internal/pg", "internal/job", "internal/testkit", "oltp", "ingest/relay.go"},
	"github.com/riverqueue/":              {"internal/pg", "internal/job", "internal/testkit", "oltp", "ingest/relay.go"},
	"github.com/ClickHouse/clickhouse-go": {"olap", "ingest", "internal/ch", "internal/testkit"},
	"github.com/ClickHouse/ch-go":         {"internal/ch", "internal/embedded/clickhouse"},
	"github.com/twmb/franz-go/":           {"internal/embedded/kafka"},
	"github.com/ebitengine/purego":        {"internal/embedded/clickhouse"},
}

func TestTheStairsGoOneWay(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		local, _ := filepath.Rel(root, name)
		if entry.IsDir() {
			if slices.Contains([]string{".git", "node_modules", "build", "bin", "data"}, local) || entry.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(local, ".go") || strings.HasSuffix(local, "_test.go") {
			return nil
		}
		files++
		for _, imported := range importsOf(t, name) {
			if why := offence(filepath.ToSlash(local), imported); why != "" {
				t.Errorf("%s imports %s: %s", local, imported, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Errorf("only %d files were read: the walk misses the house", files)
	}
}

// The rules themselves: what they must catch and what they must let pass.
func TestWhatTheRulesCatch(t *testing.T) {
	for _, c := range []struct {
		file, imported string
		offends        bool
	}{
		{"cmd/hesuan/wire.go", "hesuan/oltp/sales", false},
		{"cmd/hesuan/wire.go", "github.com/jackc/pgx/v5", true},
		{"oltp/sales/order.go", "hesuan/oltp/sales/lang", false},
		{"oltp/sales/order.go", "hesuan/oltp/inventory", true},
		{"oltp/sales/order.go", "hesuan/olap", true},
		{"oltp/sales/order.go", "github.com/jackc/pgx/v5", false},
		{"ingest/relay.go", "github.com/jackc/pglogrepl", false},
		{"ingest/sink.go", "github.com/jackc/pgx/v5", true},
		{"ingest/sink.go", "hesuan/olap", false},
		{"ingest/sink.go", "hesuan/oltp/sales", true},
		{"ingest/history/retail.go", "hesuan/ingest/sheet", false},
		{"internal/flow/flow.go", "hesuan/oltp/sales", true},
		{"internal/web/page.go", "github.com/gofiber/fiber/v2", false},
		{"internal/webhook/x.go", "github.com/gofiber/fiber/v2", true},
		{"oltp/sales/page.go", "github.com/gofiber/fiber/v2", true},
		{"dashboards/sales.go", "hesuan/olap", false},
		{"dashboards/sales.go", "github.com/ClickHouse/clickhouse-go/v2", true},
		{"olap/query.go", "github.com/ClickHouse/clickhouse-go/v2", false},
		{"olap/query.go", "hesuan/dashboards", true},
		{"forecasting/ets.go", "hesuan/internal/fixed", true},
		{"forecasting/ets.go", "hesuan/forecasting/desk", true},
		{"forecasting/score/score.go", "hesuan/forecasting", false},
		{"demo/demand.go", "hesuan/internal/cal", false},
		{"demo/demand.go", "hesuan/oltp/sales", true},
		{"demo/demand.go", "hesuan/forecasting", true},
		{"forecasting/desk/job.go", "hesuan/olap", false},
		{"forecasting/desk/job.go", "hesuan/oltp/purchasing", true},
	} {
		if why := offence(c.file, c.imported); (why != "") != c.offends {
			t.Errorf("%s imports %s: the rules say %q", c.file, c.imported, why)
		}
	}
}

// offence says which rule an import breaks, if any.
func offence(file, imported string) string {
	if local, ours := strings.CutPrefix(imported, module); ours {
		return stairOffence(file, local)
	}
	for library, holders := range keys {
		if !strings.HasPrefix(imported, library) {
			continue
		}
		if !slices.ContainsFunc(holders, func(h string) bool { return file == h || strings.HasPrefix(file, h+"/") }) {
			return "only " + strings.Join(holders, ", ") + " may"
		}
	}
	return ""
}

func stairOffence(file, imported string) string {
	from, to := floorOf(path.Dir(file)), floorOf(imported)
	if from == "cmd" {
		return ""
	}
	if a, b := roomOf(path.Dir(file)), roomOf(imported); a != "" && b != "" && a != b {
		return "a room never imports a room"
	}
	if from == to || slices.Contains(stairs[from], to) {
		return ""
	}
	return from + " does not import " + to
}

// floorOf is the first folder of a package's path; the desk of forecasting, which knows the house, is a floor of its own.
func floorOf(pkg string) string {
	if pkg == "forecasting/desk" || strings.HasPrefix(pkg, "forecasting/desk/") {
		return "forecasting/desk"
	}
	floor, _, _ := strings.Cut(pkg, "/")
	return floor
}

// roomOf is sales for oltp/sales and what is below, and empty elsewhere.
func roomOf(pkg string) string {
	below, found := strings.CutPrefix(pkg, "oltp/")
	if !found {
		return ""
	}
	room, _, _ := strings.Cut(below, "/")
	return room
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, spec := range parsed.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, name)
	}
	return list
}
