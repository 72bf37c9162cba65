package main

import (
	"strings"
	"testing"
)

// The reference of the API tells every resource of the description with its operations, fields and an example; a resource that is not there
// has no page.
func TestTheReferenceTellsEveryResource(t *testing.T) {
	c := newCaller(t)
	_, _, raw := c.ask("GET", "/api/docs", "")
	guide := string(raw)
	for _, want := range []string{`href="/api/docs/sales.order"`, "Webhook-Signature", "urllib.request", "net/http", "curl.sh", `src="/static/help/api.js`} {
		if !strings.Contains(guide, want) {
			t.Errorf("the guide lacks %s", want)
		}
	}
	for _, item := range c.doc.Paths.Map() {
		for _, op := range item.Operations() {
			if !strings.Contains(guide, `href="/api/docs/`+op.Tags[0]+"#"+strings.ReplaceAll(op.OperationID, ".", "-")+`"`) {
				t.Errorf("the list lacks %s", op.OperationID)
			}
		}
	}
	for _, tag := range c.doc.Tags {
		if status, _, _ := c.ask("GET", "/api/docs/"+tag.Name, ""); status != 200 {
			t.Errorf("%s: %d", tag.Name, status)
		}
	}
	_, _, raw = c.ask("GET", "/api/docs/sales.order", "")
	for _, want := range []string{`id="sales-order-start-place"`, "/sales/order/steps/place", "lines[].sku", "sales.order.place", "Idempotency-Key", "&#34;lines&#34;:[{", "/sales/order/bulk", "rows[].version", "input.reason", "input.external"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("orders lack %s", want)
		}
	}
	if status, _, _ := c.ask("GET", "/api/docs/nothing", ""); status != 404 {
		t.Errorf("a resource that is not there: %d", status)
	}
}
