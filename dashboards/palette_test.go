package dashboards

import (
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"testing"
)

// sights are how eyes take linear RGB: all cones, and without those for red or for green (Machado, Oliveira, Fernandes 2009, severity 1).
var sights = map[string][9]float64{
	"normal":       {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
}

func times(m [9]float64, v [3]float64) (out [3]float64) {
	for i := range out {
		out[i] = m[3*i]*v[0] + m[3*i+1]*v[1] + m[3*i+2]*v[2]
	}
	return out
}

// seen is a colour as an eye has it, in OKLab (Ottosson 2020), where distances are as they look.
func seen(hex string, sight [9]float64) [3]float64 {
	var linear [3]float64
	for i := range linear {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8) // the pattern lets nothing else through
		if v := float64(n) / 255; v <= 0.04045 {
			linear[i] = v / 12.92
		} else {
			linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	linear = times(sight, linear)
	cones := times([9]float64{0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376, 0.6299787005}, linear)
	for i := range cones {
		cones[i] = math.Cbrt(max(0, cones[i]))
	}
	return times([9]float64{0.2104542553, 0.7936177850, -0.0040720468, 1.9779984951, -2.4285922050, 0.4505937099, 0.0259040371, 0.7827717662, -0.8086757660}, cones)
}

// The six colours that a chart may use at once can be told apart by every eye, in either theme; so can those that stand beside each other of all eight.
// A distance of 0.02 is just seen side by side; marks that lie apart need several times that.
func TestColoursCanBeToldApart(t *testing.T) {
	css, err := fs.ReadFile(Static, "board.css")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`--bd-[1-8]: #([0-9a-f]{6})`).FindAllStringSubmatch(string(css), -1)
	if len(found) != 16 {
		t.Fatalf("%d colours in two themes", len(found))
	}
	for name, sight := range sights {
		for theme := range 2 {
			for i := range 8 {
				for k := i + 1; k < 8; k++ {
					a, b := seen(found[8*theme+i][1], sight), seen(found[8*theme+k][1], sight)
					apart := math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
					if apart < 0.075 && (k < 6 || k == i+1) {
						t.Errorf("%s, theme %d: colours %d and %d are %.3f apart", name, theme, i+1, k+1, apart)
					}
				}
			}
		}
	}
}
