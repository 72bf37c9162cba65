package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/purchasing"
)

// told asks for an operation, holds the answer against the description and reads it.
func (c *caller) answer(method, target, body string, into any) {
	c.t.Helper()
	raw := c.promised(method, "/api/v1"+target, body)
	if err := json.Unmarshal(raw, into); err != nil || strings.Contains(string(raw), `"status":4`) {
		c.t.Fatalf("%s %s: %s", method, target, raw)
	}
}

// API-01: the reports of the books and the figures of the boards are the same for programs as on the pages, down to the documents.
func TestReportsByTheAPI(t *testing.T) {
	company := newTrial(t)
	sku := company.sku("API1", 10, "5")
	o, err := company.place(line{sku, 20_000})
	if err != nil {
		t.Fatal(err)
	}
	company.must(o.ID, "approve", `{}`, "pay", `{"amount":"226"}`, "ship", `{}`)
	c := callerOf(t, company)
	var trial struct {
		Items []struct{ Code, Debit, Credit, Closing string }
	}
	c.answer("GET", "/finance/trial", "", &trial)
	var debit, credit fixed.Amount
	page := c.page("/finance/trial?level=0")
	for _, row := range trial.Items {
		if len(row.Code) == 4 {
			d, _ := fixed.ParseAmount(row.Debit)
			k, _ := fixed.ParseAmount(row.Credit)
			debit, credit = debit+d, credit+k
		}
		var ledger struct {
			Opening string
			Items   []struct{ Running string }
		}
		c.answer("GET", "/finance/ledger?code="+row.Code, "", &ledger)
		if n := len(ledger.Items); n == 0 || ledger.Items[n-1].Running != row.Closing || !strings.Contains(page, row.Code) {
			t.Errorf("%s closes with %s, its ledger has %+v", row.Code, row.Closing, ledger)
		}
	}
	if debit == 0 || debit != credit {
		t.Errorf("debit %s, credit %s", debit, credit)
	}
	var metric struct {
		Items []struct{ Key, Label, Value string }
	}
	c.answer("GET", "/board/metric?metric=gmv&by=channel&period=30d", "", &metric)
	var documents struct {
		Count int
		Items []struct{ ID, Number string }
	}
	c.answer("GET", "/board/documents?metric=gmv&channel="+c.trial.channel.String(), "", &documents)
	if len(metric.Items) != 1 || metric.Items[0].Label != "天猫旗舰店" || metric.Items[0].Value != "226" || documents.Count != 1 || documents.Items[0].Number != o.Number {
		t.Errorf("%+v, behind it %+v", metric, documents)
	}
	var cash struct {
		Opening string
		Days    []struct{ Day, Expected, P10, P90 string }
	}
	c.answer("GET", "/board/cash", "", &cash)
	if cash.Opening != "226" || len(cash.Days) != 28 {
		t.Errorf("cash %+v", cash)
	}
	var stock struct {
		Items []struct{ SKU, Free string }
	}
	c.answer("GET", "/inventory/stock?sku="+sku.String(), "", &stock)
	if len(stock.Items) != 1 || stock.Items[0].Free != "8" {
		t.Errorf("stock %+v", stock)
	}
	var quote struct {
		Total string
		Short bool
	}
	c.answer("POST", "/sales/quote", `{"channel":"`+c.trial.channel.String()+`","warehouse":"`+c.wuhan.String()+`","customer":"`+c.customer.String()+
		`","lines":[{"sku":"`+sku.String()+`","qty":"9"}]}`, &quote)
	if quote.Total != "1017" || !quote.Short {
		t.Errorf("nine of eight cost %+v", quote)
	}
}

// PUR-06, API-01: a program overrides a suggestion's quantity with a reason and orders it, once.
func TestSuggestionsAreOrderedByTheAPI(t *testing.T) {
	c := newCaller(t)
	sku := c.sku("API1", 10, "5")
	var picked id.ID
	c.do(func(tx *pg.Tx) error {
		supplier := &purchasing.Supplier{Code: "P1", Name: "供货商", Currency: "CNY"}
		if err := c.purchasing.Suppliers.Insert(c.ctx, tx, supplier, "create"); err != nil {
			return err
		}
		proposal := purchasing.Proposal{SKU: sku, Code: "API1", Name: "API1", Warehouse: c.wuhan, Supplier: supplier.ID, Currency: "CNY", Price: fixed.Yuan(5),
			Qty: fixed.Units(10), Risk: fixed.Yuan(9), Terms: []purchasing.Term{{Key: "demand", Qty: fixed.Units(10)}}}
		if _, err := c.purchasing.Suggest(c.ctx, tx, id.New[any](), []purchasing.Proposal{proposal}); err != nil {
			return err
		}
		return tx.QueryRow(c.ctx, "select id from purchasing.suggestion").Scan(&picked)
	})
	var outcome struct {
		Orders []struct {
			Number string
			Lines  []struct{ Qty string }
		}
		Taken []struct{ Order string }
	}
	body := `{"lines":[{"suggestion":"` + picked.String() + `","qty":"24","reason":"整箱"}]}`
	c.answer("POST", "/purchasing/replenish/preview", body, &outcome)
	if len(outcome.Orders) != 1 || outcome.Orders[0].Number != "" || outcome.Orders[0].Lines[0].Qty != "24" {
		t.Fatalf("preview %+v", outcome)
	}
	c.answer("POST", "/purchasing/replenish/order", body, &outcome)
	number := outcome.Orders[0].Number
	c.answer("POST", "/purchasing/replenish/order", body, &outcome)
	if number == "" || len(outcome.Orders) != 0 || len(outcome.Taken) != 1 || outcome.Taken[0].Order != number {
		t.Errorf("first %s, then %+v", number, outcome)
	}
	var kept struct{ State, Edited, Reason string }
	c.answer("GET", "/purchasing/suggestion/"+picked.String(), "", &kept)
	if kept.State != "ordered" || kept.Edited != "24" || kept.Reason != "整箱" {
		t.Errorf("kept %+v", kept)
	}
}

// fileJob is the state of an export or an import.
type fileJob struct {
	ID, State, Why  string
	Count, Made     int
	Changed, Bad, N int
}

// until asks for a job until it has a state.
func (c *caller) until(target, state string) (now fileJob) {
	c.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); now.State != state; {
		if c.answer("GET", target, "", &now); now.State == "broken" || time.Now().After(deadline) {
			c.t.Fatalf("%s: %+v, waiting for %s", target, now, state)
		}
	}
	return now
}

// API-01: exports and imports are jobs: begun, looked at, fetched; what was exported comes in again.
func TestFilesByTheAPI(t *testing.T) {
	c := newCaller(t)
	c.sku("API1", 0, "")
	var begun fileJob
	c.answer("POST", "/files/export", `{"type":"catalog.sku","kind":"csv","query":"code=API1","fields":"code,name,price"}`, &begun)
	c.until("/files/export/"+begun.ID, "done")
	status, header, file := c.ask("GET", "/api/v1/files/export/"+begun.ID+"/file", "")
	if status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/csv") || !strings.Contains(string(file), "API1") {
		t.Fatalf("%d %v %s", status, header, file)
	}
	changed := strings.ReplaceAll(string(file), "API1,API1", "API1,改名") + "API2,新品,7\r\n,无编码,1\r\n"
	send := func(body, kind string) (int, string) {
		return c.send("en", "POST", "/api/v1/files/import?type=catalog.sku&name="+url.QueryEscape("改.csv"), strings.NewReader(body), "Content-Type", kind)
	}
	status, answer := send(changed, "application/octet-stream")
	if err := json.Unmarshal([]byte(answer), &begun); status != http.StatusOK || err != nil || begun.State != "waiting" {
		t.Fatalf("%d %s", status, answer)
	}
	var preview struct{ Rows []struct{ Became string } }
	c.answer("GET", "/files/import/"+begun.ID+"/preview", "", &preview)
	if len(preview.Rows) != 3 || preview.Rows[0].Became != "changed" {
		t.Errorf("preview %+v", preview)
	}
	c.answer("POST", "/files/import/"+begun.ID+"/confirm", "", &begun)
	if done := c.until("/files/import/"+begun.ID, "done"); done.Changed != 1 || done.Bad == 0 {
		t.Errorf("done %+v", done)
	}
	if status, _, refused := c.ask("GET", "/api/v1/files/import/"+begun.ID+"/errors", ""); status != http.StatusOK || !strings.Contains(string(refused), "无编码") ||
		!strings.Contains(string(refused), "This is required") { // in the language of the call that sent it
		t.Errorf("refused: %d %s", status, refused)
	}
	if status, answer := send(changed, "application/json"); status != http.StatusUnsupportedMediaType {
		t.Errorf("a file as JSON: %d %s", status, answer)
	}
	if status, answer := send("\x00\x01", "application/octet-stream"); status != http.StatusConflict {
		t.Errorf("no table: %d %s", status, answer)
	}
}

// SEC-01, SEC-02: a program that makes a token gives no more than it has, and what it makes belongs to its person.
func TestAProgramGivesNoMoreThanItHas(t *testing.T) {
	c := newCaller(t)
	var admin ref.User
	c.do(func(tx *pg.Tx) error {
		return tx.QueryRow(c.ctx, `select id from auth.user where name = 'admin'`).Scan(&admin)
	})
	token, err := c.auth.CreateToken(c.ctx, auth.Grant{Name: "narrow", Owner: admin, Rights: []string{"sales.*"}, Scope: actor.Scope{"warehouse": {c.wuhan.Any()}}})
	if err != nil {
		t.Fatal(err)
	}
	status, answer := c.send("en", "POST", "/api/v1/auth/token", strings.NewReader(`{"name":"wide","rights":"*"}`), "Authorization", "Bearer "+token)
	var made struct{ ID, Token string }
	if err := json.Unmarshal([]byte(answer), &made); status != http.StatusOK || err != nil {
		t.Fatalf("%d %s", status, answer)
	}
	who, err := c.auth.Token(c.ctx, made.Token, "")
	if err != nil || who.Can("finance.voucher.view") || !who.Can("sales.order.view") || len(who.Scope["warehouse"]) != 1 || who.Person() != admin {
		t.Errorf("it may %v within %v, %v", who.Rights, who.Scope, err)
	}
	var listed struct{ Items []struct{ ID string } }
	c.answer("GET", "/auth/token", "", &listed)
	if len(listed.Items) != 2 {
		t.Errorf("the person's tokens: %+v", listed)
	}
	c.answer("POST", "/auth/token/"+made.ID+"/revoke", "", &struct{}{})
	if _, err := c.auth.Token(c.ctx, made.Token, ""); err == nil {
		t.Error("a revoked token lets in")
	}
	if status, answer := c.send("en", "GET", "/api/v1/auth/token?all=true", nil, "Authorization", "Bearer "+token); status != http.StatusForbidden {
		t.Errorf("everybody's tokens: %d %s", status, answer)
	}
}
