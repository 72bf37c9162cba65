package main

import (
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"hesuan/internal/auth"
	"hesuan/internal/fixed"
	"hesuan/internal/web"
)

// FIN-16, FIN-06 in part: from the trial balance to the sub-ledger, from a line to its voucher and from there to the shipment
// that it tells of.
func TestFromTheBalanceToTheDocument(t *testing.T) {
	c := &caller{trial: newTrial(t)}
	sku := c.sku("A", 10, "7.77")
	o, err := c.place(line{sku, fixed.Units(3)})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"approve", "ship"} {
		if _, err := c.take(o.ID, step, `{}`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.finance.NumberVouchers(c.ctx, c.db); err != nil {
		t.Fatal(err)
	}
	c.serve(web.Options{DB: c.db, House: c.defs, Book: c.book, Auth: c.auth, Pages: c.pages(nil), Static: c.static()})

	trial := c.page("/finance/trial?level=0")
	for _, want := range []string{"借贷平衡", "1122", "应收账款", "339.00", "22210107", "39.00", "300.00"} {
		if !strings.Contains(trial, want) {
			t.Errorf("the trial balance does not show %s", want)
		}
	}
	ledger := c.page(c.link(trial, `/finance/ledger\?code=1122[^"]*`))
	voucher := c.page(c.link(ledger, `/finance/voucher/[0-9a-f-]{36}`))
	if !strings.Contains(voucher, "销售发货") {
		t.Error("the voucher has no summary")
	}
	paper := c.page(c.link(voucher, `/finance/voucher/[0-9a-f-]{36}/paper`))
	if !strings.Contains(paper, "叁佰陆拾贰元叁角壹分") || !strings.Contains(paper, "6001 主营业务收入") || !strings.Contains(paper, "记-") {
		t.Error("the printed voucher lacks its amount in words, an account or its number")
	}
	document := c.page(c.link(voucher, `/finance/voucher/[0-9a-f-]{36}/source`))
	if !strings.Contains(document, o.Number) {
		t.Errorf("the document is not the shipment of %s", o.Number)
	}
	ageing := c.page("/finance/ageing")
	if !strings.Contains(ageing, "王小明") || !strings.Contains(ageing, "339.00") {
		t.Error("the ageing does not show who owes what")
	}
	c.page(c.link(ageing, `/finance/ledger\?[^"]*customer=[^"]*`))
	if status, _, _ := c.ask("GET", "/finance/trial?from=yesterday", ""); status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong date gives %d", status)
	}
}

// serve starts a server for the first user.
func (c *caller) serve(o web.Options) {
	c.t.Helper()
	if _, _, err := auth.EnsureAdmin(c.ctx, c.db, "correct horse battery"); err != nil {
		c.t.Fatal(err)
	}
	session, err := c.auth.Login(c.ctx, "admin", "correct horse battery", "127.0.0.1", "test")
	if err != nil {
		c.t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	c.session, c.url = session.Token, "http://"+listener.Addr().String()
	server := web.New(o)
	go func() { _ = server.Serve(c.t.Context(), listener) }()
}

// page reads a page, after redirects.
func (c *caller) page(target string) string {
	c.t.Helper()
	status, _, raw := c.ask("GET", target, "")
	if status != http.StatusOK {
		c.t.Fatalf("%s gives %d: %.300s", target, status, raw)
	}
	return string(raw)
}

// link finds the first address on a page that a pattern matches.
func (c *caller) link(page, pattern string) string {
	c.t.Helper()
	found := regexp.MustCompile(`href="(` + pattern + `)"`).FindStringSubmatch(page)
	if found == nil {
		c.t.Fatalf("no link %s on the page", pattern)
	}
	return strings.ReplaceAll(found[1], "&amp;", "&")
}
