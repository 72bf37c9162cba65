package dashboards

import (
	"testing"

	"hesuan/internal/i18n"
	"hesuan/olap"
)

// Every board, tile, metric, health ratio and its terms have a name in every language, and no language has words that another lacks.
func TestEveryNameHasWords(t *testing.T) {
	need := []string{"room.board"}
	for _, b := range Boards() {
		need = append(need, b.Title())
		for _, tile := range b.Tiles {
			need = append(need, b.title(tile))
			for _, name := range tile.Metrics {
				m, err := olap.MetricOf(name)
				if err != nil {
					t.Fatal(err)
				}
				need = append(need, m.Title(), m.Help())
			}
		}
	}
	for _, p := range Rate(trader).Parts {
		need = append(need, "board.health."+p.Name, "board.health."+p.Name+".help")
		for _, term := range p.Terms {
			need = append(need, "board.health.term."+term.Name)
		}
	}
	for _, q := range queues {
		need = append(need, "board.work."+q.key)
	}
	for _, p := range periods {
		need = append(need, "board.period."+p.name)
	}
	for _, lang := range i18n.Langs {
		for _, key := range append(need, append(book.Keys("zh"), book.Keys("en")...)...) {
			if !book.Has(lang, key) {
				t.Errorf("%s: no %s", lang, key)
			}
		}
	}
}

// Numbers as people of the trade write them.
func TestPen(t *testing.T) {
	for _, c := range []struct {
		lang, exact string
		v           float64
		unit        olap.Unit
		want        string
	}{
		{"zh", "123456.78", 123456.78, olap.Money, "¥12.35万"}, {"zh", "234567890", 234567890, olap.Money, "¥2.35亿"}, {"zh", "9999.5", 9999.5,
			olap.Money, "¥10,000"},
		{"en", "123456.78", 123456.78, olap.Money, "¥123.5k"}, {"en", "1234567", 1234567, olap.Money, "¥1.23M"}, {"en", "-45000", -45000,
			olap.Money, "−¥45.00k"},
		{"zh", "12", 12, olap.Money, "¥12.00"}, {"zh", "0", 0, olap.Money, "¥0"}, {"zh", "12", 12, olap.Quantity, "12"}, {"zh", "0.481", 0.481,
			olap.Percent, "48.1%"}, {"en", "4.12", 4.12, olap.Days, "4.1 d"},
		{"zh", "-0.00001", -0.00001, olap.Percent, "0.0%"},
	} {
		if got := penOf(c.lang).people(olap.Value{Valid: true, Float: c.v, Exact: c.exact}, c.unit); got != c.want {
			t.Errorf("%v %s in %s: got %s, want %s", c.v, c.unit, c.lang, got, c.want)
		}
	}
	if got := penOf("zh").exact(olap.Value{Valid: true, Float: -1234567.8912, Exact: "-1234567.8912"}, olap.Money); got != "−¥1,234,567.8912" {
		t.Errorf("exact: %s", got)
	}
	if got := penOf("zh").exact(olap.Value{}, olap.Percent); got != none {
		t.Errorf("nothing: %s", got)
	}
}

// A sheet that somebody opens must not run what somebody else typed.
func TestCSVIsHarmless(t *testing.T) {
	g := &grid{Columns: []head{{Title: "=SKU"}}, Rows: [][]cell{{{Raw: "=cmd()"}}, {{Raw: "-12.5"}}, {{Raw: "@x"}}}}
	if got := string(g.csv()); got != "\ufeff'=SKU\n'=cmd()\n-12.5\n'@x\n" {
		t.Errorf("got %q", got)
	}
}

// A tile is asked for by its name: of two that share one, only the first would ever be seen.
func TestTilesOfABoardHaveNamesOfTheirOwn(t *testing.T) {
	for _, b := range Boards() {
		seen := map[string]bool{}
		for _, tile := range b.Tiles {
			if seen[tile.Name] {
				t.Errorf("board %s has two tiles %s", b.Name, tile.Name)
			}
			seen[tile.Name] = true
		}
	}
}
