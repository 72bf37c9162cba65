package demo

import (
	"math"
	"time"

	"hesuan/internal/cal"
)

// Festivals of the moon, as month×100+day.
var (
	spring = map[int]int{2023: 122, 2024: 210, 2025: 129, 2026: 217, 2027: 206, 2028: 126, 2029: 213, 2030: 203}   // 春节
	dragon = map[int]int{2023: 622, 2024: 610, 2025: 531, 2026: 619, 2027: 609, 2028: 528, 2029: 616, 2030: 605}   // 端午
	autumn = map[int]int{2023: 929, 2024: 917, 2025: 1006, 2026: 925, 2027: 915, 2028: 1003, 2029: 922, 2030: 912} // 中秋
)

// to is how many days a festival of the moon is ahead of a day, or, below zero, ago: the nearest one counts.
func to(festival map[int]int, day cal.Date) int {
	nearest := 1000
	year := day.Time().Year()
	for y := year - 1; y <= year+1; y++ {
		md, known := festival[y]
		if !known {
			md = festival[2026] // beyond the table nobody looks closely
		}
		if ahead := int(cal.Of(y, time.Month(md/100), md%100) - day); abs(ahead) < abs(nearest) {
			nearest = ahead
		}
	}
	return nearest
}

func abs(n int) int { return max(n, -n) }

// Shut tells whether factories rest around 春节: from eleven days before it until after 元宵.
func Shut(day cal.Date) bool {
	ahead := to(spring, day)
	return ahead <= 11 && ahead > -15
}

// monthDay is month×100+day.
func monthDay(day cal.Date) int {
	_, m, d := day.Time().Date()
	return int(m)*100 + d
}

// sale is a stretch of a shopping festival: days from first to last multiply demand, and cut prices.
type sale struct {
	first, last int // month×100+day
	lift, cut   float64
}

var sales = []sale{
	{520, 530, 1.10, 0}, {531, 603, 1.9, 0.15}, {604, 614, 1.25, 0.12}, {615, 617, 1.6, 0.15}, {618, 618, 2.9, 0.18},
	{619, 629, 0.74, 0},   // 618
	{816, 818, 1.3, 0.08}, // 818
	{1015, 1019, 0.92, 0}, {1020, 1030, 1.15, 0.10}, {1031, 1103, 1.9, 0.18}, {1104, 1109, 1.2, 0.15}, {1110, 1110, 2.0, 0.20},
	{1111, 1111, 4.6, 0.22},
	{1112, 1112, 1.5, 0.12}, {1113, 1123, 0.72, 0}, // 双11
	{1209, 1211, 1.35, 0.10}, {1212, 1212, 2.3, 0.15}, {1213, 1218, 0.85, 0}, // 双12
	{305, 307, 1.25, 0.08}, {308, 308, 1.7, 0.12}, // 38
}

// saleOn is the stretch that a day belongs to; the zero one for ordinary days.
func saleOn(day cal.Date) sale {
	md := monthDay(day)
	for _, s := range sales {
		if s.first <= md && md <= s.last {
			return s
		}
	}
	return sale{}
}

// newYear is what 春节 does to all shops: a month of buying before it, then couriers and buyers rest.
func newYear(day cal.Date) float64 {
	ahead := to(spring, day)
	switch {
	case ahead > 9 && ahead <= 28:
		return 1.22
	case ahead > 6 && ahead <= 9:
		return 0.8
	case ahead > 2 && ahead <= 6:
		return 0.38
	case ahead >= -5 && ahead <= 2:
		return 0.22
	case ahead >= -14 && ahead < -5:
		return 0.35 + 0.065*float64(-ahead-5)
	}
	return 1
}

// weekdays are how demand falls on the days of the week, Sunday first.
var weekdays = [7]float64{1.17, 0.94, 0.90, 0.91, 0.95, 1.01, 1.12}

// curve is a year's course: a level for the middle of each month, smoothly joined.
type curve [12]float64

func (c curve) at(day cal.Date) float64 {
	t := day.Time()
	x := float64(t.YearDay())/365.25*12 - 0.5
	i := int(math.Floor(x))
	s := (1 - math.Cos(math.Pi*(x-float64(i)))) / 2
	return c[(i+12)%12]*(1-s) + c[(i+13)%12]*s
}
