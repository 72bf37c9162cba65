package help

import (
	"strings"
	"testing"
	"testing/fstest"
)

var handbook = fstest.MapFS{
	"manual/zh/10-start.md": {Data: []byte("# 开始\n\n从[今天](/)开始。\n\n## 下单 与 审核\n\n打开[订单](/sales/order)，<script>alert(1)</script>。\n\n## 下单 与 审核\n\n再一次。\n")},
	"manual/zh/20-buy.md":   {Data: []byte("# 采购\n\n## 建议\n\n[补货](/replenish?x=1)与[订单](/sales/order)。\n")},
	"manual/en/10-start.md": {Data: []byte("# Start\n\n## Orders\n\nOpen [orders](/sales/order).\n")},
}

func TestAPageFindsItsPassage(t *testing.T) {
	m, err := Load(handbook)
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"/": "start#开始", "/sales/order": "start#下单-与-审核", "/sales/order/7?tab=1": "start#下单-与-审核",
		"/replenish": "buy#建议", "/sales/orders": "", "/board/sales": "",
	} {
		got := ""
		if c, p := m.Find("zh", address); p != nil {
			got = c.Slug + "#" + p.ID
		}
		if got != want {
			t.Errorf("%s leads to %q, not %q", address, got, want)
		}
	}
	start := m.Chapter("zh", "start")
	if html := string(start.HTML); strings.Contains(html, "<script") || !strings.Contains(html, `id="下单-与-审核-1"`) {
		t.Errorf("the text is %s", html)
	}
	if m.Chapter("en", "buy") != nil || len(m.Chapters("en")) != 1 {
		t.Error("a chapter of another language")
	}
}

func TestTheSearchWantsEveryWord(t *testing.T) {
	m, err := Load(handbook)
	if err != nil {
		t.Fatal(err)
	}
	if hits := m.Search("zh", "审核"); len(hits) != 2 || hits[0].Passage.ID != "下单-与-审核" {
		t.Errorf("hits are %v", hits)
	}
	if hits := m.Search("zh", "审核 再一次"); len(hits) != 1 {
		t.Errorf("hits are %v", hits)
	}
	if hits := m.Search("zh", "  "); hits != nil {
		t.Errorf("nothing asked gives %v", hits)
	}
}
