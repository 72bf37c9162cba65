package demo

import (
	"fmt"
	"math"
	"time"

	"hesuan/internal/cal"
)

// Supplier is a maker of goods.
type Supplier struct {
	Code, Name, Contact, Phone, Address, Bank string
	LeadDays                                  int // agreed, in calendar days
	CreditDays                                int
	Ordinary                                  bool         // gives invoices whose VAT is not deducted
	Review                                    time.Weekday // the day on which the buyer looks at its goods
	// The true lead time in working days: median, spread of the logarithm, chance of a delay.
	working, spread, late float64
}

// suppliers are the makers; what they agree to is not quite what they do.
func suppliers() []Supplier {
	list := []Supplier{
		{Name: "永康市恒暖杯业有限公司", Address: "浙江省永康市经济开发区", working: 6, spread: 0.22, late: 0.06},
		{Name: "台州黄岩宏源塑业有限公司", Address: "浙江省台州市黄岩区", working: 5, spread: 0.2, late: 0.05},
		{Name: "高阳县瑞春纺织有限公司", Address: "河北省保定市高阳县", working: 8, spread: 0.3, late: 0.1},
		{Name: "中山市古镇明晖灯饰厂", Address: "广东省中山市古镇", working: 9, spread: 0.3, late: 0.12},
		{Name: "永康市铁匠炊具有限公司", Address: "浙江省永康市古山镇", working: 10, spread: 0.25, late: 0.08},
		{Name: "恩施州硒露茶业有限公司", Address: "湖北省恩施市芭蕉侗族乡", working: 4, spread: 0.25, late: 0.05, Ordinary: true},
		{Name: "赤壁市羊楼洞茶厂", Address: "湖北省赤壁市赵李桥镇", working: 5, spread: 0.3, late: 0.08},
		{Name: "武汉楚味食品有限公司", Address: "湖北省武汉市东西湖区", working: 3, spread: 0.2, late: 0.04},
		{Name: "漯河市临颍休闲食品有限公司", Address: "河南省漯河市临颍县", working: 5, spread: 0.22, late: 0.05},
		{Name: "深圳市速联电子有限公司", Address: "广东省深圳市宝安区", working: 4, spread: 0.3, late: 0.1},
		{Name: "义乌市卓跑百货商行", Address: "浙江省义乌市国际商贸城", working: 4, spread: 0.35, late: 0.12, Ordinary: true},
		{Name: "绍兴上虞崧厦伞业有限公司", Address: "浙江省绍兴市上虞区崧厦街道", working: 9, spread: 0.28, late: 0.1},
		{Name: "慈溪市暖家电器有限公司", Address: "浙江省慈溪市周巷镇", working: 12, spread: 0.3, late: 0.14},
		{Name: "临沂沂蒙宠物用品有限公司", Address: "山东省临沂市兰山区", working: 6, spread: 0.25, late: 0.07},
		{Name: "宁波宁海得笔文具有限公司", Address: "浙江省宁波市宁海县", working: 5, spread: 0.2, late: 0.05},
	}
	people := []string{"陈志明", "林晓东", "高建国", "麦家豪", "应海燕", "覃玉兰", "周文博", "胡丽", "马超", "黄俊杰", "骆晓霞", "徐立新", "岑伟", "孟庆军", "葛雪梅"}
	for i := range list {
		s := &list[i]
		s.Code, s.Contact, s.Phone = fmt.Sprintf("S%02d", i+1), people[i], fmt.Sprintf("13%d0571%04d", i%10, 1000+i*613)
		s.Bank = []string{"中国农业银行", "中国工商银行", "中国建设银行", "招商银行"}[i%4]
		s.LeadDays, s.CreditDays = int(math.Round(s.working*1.3)), []int{30, 45, 60, 30}[i%4]
		s.Review = time.Weekday(1 + i%5)
	}
	return list
}

// Arrives is the day on which goods come that are ordered on a day for a warehouse; the same order always comes the same day.
func (w *World) Arrives(supplier, warehouse int, ordered cal.Date) cal.Date {
	s := &w.Suppliers[supplier]
	r := w.draws("lead", supplier, warehouse, int(ordered))
	days := s.working * math.Exp(s.spread*r.NormFloat64())
	if r.Float64() < s.late {
		days += 3 + 9*r.Float64()
	}
	days += []float64{0, 1, 1.5}[warehouse]
	day := ordered
	for left := math.Max(math.Round(days), 1); left > 0; {
		day++
		if day.Time().Weekday() != time.Sunday && !Shut(day) {
			left--
		}
	}
	return day
}
