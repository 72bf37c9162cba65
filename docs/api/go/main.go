// The API from Go, with nothing but its standard library: BASE=http://127.0.0.1:8080 TOKEN=hsn_… go run main.go
//
// WAREHOUSE is the code of the warehouse that ships, SKU that of what is bought; the first of each otherwise.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// row is what the example reads of a row, whatever it is.
type row struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	State  string `json:"state"`
	Free   string `json:"free"` // of stock: what may be promised
}

// page is one page of a list.
type page struct {
	Items  []row  `json:"items"`
	Next   string `json:"next"` // "after" of the following page; empty on the last
	Totals struct {
		Count int `json:"count"`
	} `json:"totals"`
}

// call sends one request and reads its answer; a problem document becomes an error that says what is wrong.
func call(method, path, key string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, os.Getenv("BASE")+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))
	request.Header.Set("Accept-Language", "en")
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode < 400 {
		return json.NewDecoder(response.Body).Decode(into)
	}
	var problem struct {
		Key, Detail string
		Errors      []struct{ Field, Message string }
	}
	if err := json.NewDecoder(response.Body).Decode(&problem); err != nil {
		return err
	}
	return fmt.Errorf("%s %s: %d %s: %s %v", method, path, response.StatusCode, problem.Key, problem.Detail, problem.Errors)
}

// every gives all rows of a list, page by page.
func every(path string, query url.Values) (rows []row, err error) {
	for {
		var p page
		if err := call("GET", path+"?"+query.Encode(), "", nil, &p); err != nil {
			return nil, err
		}
		rows = append(rows, p.Items...)
		if p.Next == "" {
			return rows, nil
		}
		query.Set("after", p.Next)
	}
}

// verify tells whether a webhook is genuine: HMAC-SHA256 over "id.timestamp.body"; older than five minutes is refused.
func verify(secret, message, timestamp, signatures string, body []byte) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return false
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(message + "." + timestamp + "."))
	mac.Write(body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, one := range strings.Fields(signatures) {
		if hmac.Equal([]byte(one), []byte(want)) {
			return true
		}
	}
	return false
}

// parts are what an order needs.
type parts struct{ warehouse, channel, sku, customer row }

// one is the row with a code, or without one the first row that fits.
func one(path, code, filter string, into *row) error {
	if code != "" {
		return call("GET", path+"/"+url.PathEscape(code), "", nil, into)
	}
	var p page
	if err := call("GET", path+"?limit=1&"+filter, "", nil, &p); err != nil {
		return err
	}
	if len(p.Items) == 0 {
		return fmt.Errorf("%s is empty", path)
	}
	*into = p.Items[0]
	return nil
}

// gather finds them by unique key and by filter, and makes a customer.
func gather() (p parts, err error) {
	if err := one("/inventory/warehouse", os.Getenv("WAREHOUSE"), "kind=own", &p.warehouse); err != nil {
		return p, err
	}
	if err := one("/catalog/channel", os.Getenv("CHANNEL"), "", &p.channel); err != nil {
		return p, err
	}
	if err := one("/catalog/sku", os.Getenv("SKU"), "active=true", &p.sku); err != nil {
		return p, err
	}
	code := "EX-" + rand.Text()[:12]
	customer := map[string]string{"code": code, "name": "Go customer", "phone": "13900000003"}
	return p, call("POST", "/crm/customer", code, customer, &p.customer)
}

// place sends an order twice under one key, which makes one order, and approves it.
func place(p parts) error {
	order := map[string]any{
		"channel": p.channel.ID, "customer": p.customer.ID, "warehouse": p.warehouse.ID,
		"lines": []map[string]string{{"sku": p.sku.ID, "qty": "1"}},
	}
	key := rand.Text()
	var first, again, approved row
	if err := call("POST", "/sales/order/steps/place", key, order, &first); err != nil {
		return err
	}
	if err := call("POST", "/sales/order/steps/place", key, order, &again); err != nil {
		return err
	}
	fmt.Println("order", first.Number)
	fmt.Println("again", again.Number)
	err := call("POST", "/sales/order/"+first.Number+"/steps/approve", "", struct{}{}, &approved)
	fmt.Println("state", approved.State)
	return err
}

// archive does one thing to many rows: named here, or all that a filter in the address finds. The answer is a task to watch.
func archive(customers ...row) error {
	type named struct {
		ID string `json:"id"`
	}
	var rows []named
	for _, c := range customers {
		rows = append(rows, named{c.ID})
	}
	var task struct {
		ID, State string
		Done      int
	}
	if err := call("POST", "/crm/customer/bulk", rand.Text(), map[string]any{"do": "archive", "rows": rows}, &task); err != nil {
		return err
	}
	for ; task.State != "done"; time.Sleep(200 * time.Millisecond) {
		if err := call("GET", "/house/task/"+task.ID, "", nil, &task); err != nil {
			return err
		}
	}
	fmt.Println("archived", task.Done)
	return nil
}

func run() error {
	p, err := gather()
	if err != nil {
		return err
	}
	fmt.Println("customer", p.customer.ID)
	if err := place(p); err != nil {
		return err
	}
	orders, err := every("/sales/order", url.Values{"customer": {p.customer.ID}, "fields": {"number"}, "sort": {"-at"}, "limit": {"1"}})
	if err != nil {
		return err
	}
	fmt.Println("orders", len(orders))
	var alerts page // of low stock, that nobody has seen yet
	if err := call("GET", "/inventory/alert?state=open&totals=true&limit=1", "", nil, &alerts); err != nil {
		return err
	}
	fmt.Println("alerts", alerts.Totals.Count)
	var stock page
	if err := call("GET", "/inventory/stock?sku="+p.sku.ID+"&warehouse="+p.warehouse.ID, "", nil, &stock); err != nil {
		return err
	}
	if len(stock.Items) == 0 {
		return fmt.Errorf("no stock of %s", p.sku.ID)
	}
	fmt.Println("free", stock.Items[0].Free)
	if err := archive(p.customer); err != nil {
		return err
	}
	if secret := os.Getenv("WEBHOOK_SECRET"); secret != "" { // a webhook as it came
		said := map[bool]string{true: "genuine", false: "forged"}
		env := os.Getenv
		fmt.Println("webhook", said[verify(secret, env("WEBHOOK_ID"), env("WEBHOOK_TIMESTAMP"), env("WEBHOOK_SIGNATURE"), []byte(env("WEBHOOK_BODY")))])
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
