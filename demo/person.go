package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Person is a buyer.
type Person struct {
	Name, Phone, Province, City, Address string
	Warehouse                            int // that serves the province
	Far                                  bool
	Channel                              int // where the person came from
}

// Surnames by how many bear them, and the characters of given names.
const (
	surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
	given    = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰梓涵子轩雨欣浩然思远佳怡宇辰嘉琪俊豪诗琪志远文博雪晴晨曦婷婷建国海燕春梅晓东立新国庆丹丹鹏飞瑞雪一诺可馨沐阳若曦锦程书瑶泽宇"
)

var (
	surname = []rune(surnames)
	givenAt = []rune(given)
)

// Person draws the n-th buyer, one of a warehouse's region.
func (w *World) Person(n, warehouse int) Person {
	r := w.draws("person", n)
	var weights []float64
	for _, p := range provinces {
		weight := p.weight
		if p.warehouse != warehouse {
			weight = 0
		}
		weights = append(weights, weight)
	}
	home := provinces[pick(r, weights)]
	p := Person{Name: personName(r), Phone: fmt.Sprintf("1%d%d%08d", 3+r.IntN(7), r.IntN(10), r.IntN(1e8)),
		Province: home.name, Warehouse: warehouse, Far: home.far}
	towns := strings.Split(home.towns, "|")
	town, districts, _ := strings.Cut(towns[r.IntN((len(towns)+1)/2+r.IntN(len(towns)/2+1))], ":")
	district := strings.Fields(districts)
	p.City = town
	p.Address = fmt.Sprintf("%s%s%d号%s%d栋%d单元%d%02d室", district[r.IntN(len(district))], streets[r.IntN(len(streets))], 1+r.IntN(380),
		estates[r.IntN(len(estates))], 1+r.IntN(24), 1+r.IntN(4), 1+r.IntN(28), 1+r.IntN(4))
	return p
}

func personName(r *rand.Rand) string {
	// Half of all people share the first fifth of the names.
	at := int(float64(len(surname)) * r.Float64() * r.Float64() * r.Float64())
	name := string(surname[at]) + string(givenAt[r.IntN(len(givenAt))])
	if r.Float64() < 0.68 {
		name += string(givenAt[r.IntN(len(givenAt))])
	}
	return name
}

// pick draws an index by weight.
func pick(r *rand.Rand, weights []float64) int {
	var total float64
	for _, w := range weights {
		total += w
	}
	x := r.Float64() * total
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}
