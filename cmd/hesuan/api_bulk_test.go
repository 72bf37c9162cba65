package main

import (
	"fmt"
	"testing"
	"time"
)

// API-01: many orders are approved at once, as with the bar under the list; the task tells of each, and the list shows chosen fields.
func TestManyOrdersAtOnceByTheAPI(t *testing.T) {
	company := newTrial(t)
	sku := company.sku("BULK1", 10, "5")
	for range 3 {
		if _, err := company.place(line{sku, 10_000}); err != nil {
			t.Fatal(err)
		}
	}
	o, err := company.place(line{sku, 10_000})
	if err != nil {
		t.Fatal(err)
	}
	company.must(o.ID, "approve", `{}`)
	c := callerOf(t, company)
	var task struct {
		ID, State                    string
		Count, Done, Failed, Refused int
	}
	c.answer("POST", "/sales/order/bulk?channel="+c.trial.channel.String(), `{"do":"approve","count":4}`, &task)
	if task.Count != 3 || task.Refused != 1 {
		t.Errorf("begun %+v", task)
	}
	for end := time.Now().Add(time.Minute); task.State != "done" && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		c.answer("GET", "/house/task/"+task.ID, "", &task)
	}
	if task.Done != 3 {
		t.Errorf("ended %+v", task)
	}
	var rows struct {
		Items []struct{ ID, Title, Became, Why string }
	}
	c.answer("GET", "/house/task/"+task.ID+"/rows?became=refused", "", &rows)
	if len(rows.Items) != 1 || rows.Items[0].ID != o.ID.String() || rows.Items[0].Title != o.Number || rows.Items[0].Why == "" {
		t.Errorf("refused: %+v", rows)
	}
	var list struct{ Items []map[string]any }
	c.answer("GET", "/sales/order?state=approved&fields=number,state", "", &list)
	if len(list.Items) != 4 || len(list.Items[0]) != 3 {
		t.Errorf("approved: %s", fmt.Sprint(list.Items))
	}
}
