package customer

import (
	"bufio"
	"compress/gzip"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// lines reads a file of the CDNOW sample; it is public and not in the tree.
func lines(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data/cdnow", name))
	if err != nil {
		t.Skipf("SKIPPED: no data: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for s := bufio.NewScanner(z); s.Scan(); {
		out = append(out, s.Text())
	}
	return out
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestBGNBDOnCDNOW(t *testing.T) { // SAL-04
	var all []History
	for _, line := range lines(t, "customers_summary.csv.gz")[1:] {
		c := strings.Split(line, ",")
		all = append(all, History{number(t, c[1]), number(t, c[2]), number(t, c[3])})
	}
	m := FitBGNBD(all)
	within(t, "r", m.R, 0.243, 0.0006)
	within(t, "alpha", m.Alpha, 4.414, 0.002)
	within(t, "a", m.A, 0.793, 0.001)
	within(t, "b", m.B, 2.426, 0.003)
	within(t, "log likelihood", m.LogLikelihood, -9582.4, 0.1)
	h := History{2, 30.43, 38.86}
	within(t, "expected purchases", m.Expected(h, 39), 1.226, 0.001)
	if alive := m.Alive(h); alive < 0.5 || alive > 1 || m.Alive(History{0, 0, 38}) != 1 {
		t.Errorf("alive %v", alive)
	}
}

func TestGammaGammaOnCDNOW(t *testing.T) {
	type seen struct {
		days  map[string]float64
		first string
	}
	all := map[string]*seen{}
	for _, line := range lines(t, "CDNOW_sample.txt.gz") {
		f := strings.Fields(line)
		if len(f) < 5 || f[2] > "19970930" {
			continue
		}
		c := all[f[1]]
		if c == nil {
			c = &seen{map[string]float64{}, f[2]}
			all[f[1]] = c
		}
		if _, err := time.Parse("20060102", f[2]); err != nil {
			t.Fatal(err)
		}
		c.days[f[2]] += number(t, f[4])
		c.first = min(c.first, f[2])
	}
	var spend []Spend
	for _, c := range all {
		var s Spend
		for day, v := range c.days {
			if day != c.first {
				s.X, s.Mean = s.X+1, s.Mean+v
			}
		}
		if s.X > 0 {
			s.Mean /= s.X
			spend = append(spend, s)
		}
	}
	m := FitGammaGamma(spend)
	within(t, "p", m.P, 6.25, 0.02)
	within(t, "q", m.Q, 3.74, 0.02)
	within(t, "v", m.V, 15.44, 0.1)
}

func TestRFM(t *testing.T) {
	var all []Purchases
	for i := range 10 {
		all = append(all, Purchases{Recency: float64(i), Frequency: float64(i / 5), Monetary: 100})
	}
	s := RFM(all)
	if s[0].R != 5 || s[9].R != 1 || s[0].F != 1 || s[9].F != 3 || s[3].M != s[7].M {
		t.Fatalf("%+v", s)
	}
	if len(RFM(nil)) != 0 {
		t.Fatal("nobody has no score")
	}
}
