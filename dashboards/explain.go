package dashboards

import (
	"regexp"
	"strings"

	"hesuan/olap"
)

// explainView says what the numbers of a tile mean, how they are computed, from what, and how fresh that is.
type explainView struct {
	Title     string
	Explained []explained
	Fresh     freshness
	Behind    string
}

type explained struct {
	Title, Help string
	Formula     string // in words; empty where the metric is its one term
	Terms       []explainedTerm
}

type explainedTerm struct {
	olap.Term
	Title string
	Href  string // the list of the documents behind it
}

func (w *Wall) explain(b *Board, t *Tile, a Ask, p pen) (explainView, error) {
	v := explainView{Title: p.text(b.title(t)), Fresh: w.freshness(p)}
	for _, name := range t.Metrics {
		e, err := olap.Explain(name)
		if err != nil {
			return v, err
		}
		v.Explained = append(v.Explained, p.explained(e))
	}
	if len(t.Metrics) > 0 {
		v.Behind = b.behind(a, t.Metrics[0])
	}
	return v, nil
}

var operand = regexp.MustCompile("[a-z_]+")

func (p pen) explained(e olap.Explained) explained {
	out := explained{Title: p.text(e.Metric.Title()), Help: p.text(e.Metric.Help())}
	titles := map[string]string{"days": p.text("board.explain.days")}
	for _, term := range e.Terms {
		titles[term.Name] = p.text(term.Title)
		out.Terms = append(out.Terms, explainedTerm{term, titles[term.Name], pathOf(term.Doc)})
	}
	if e.Metric.Formula != "" {
		signs := strings.NewReplacer(" * ", " × ", " / ", " ÷ ", " - ", " − ")
		out.Formula = signs.Replace(operand.ReplaceAllStringFunc(e.Formula, func(word string) string {
			if title := titles[word]; title != "" {
				return title
			}
			return word
		}))
	}
	return out
}
