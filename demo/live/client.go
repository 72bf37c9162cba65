package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Client speaks to the API of a house.
type Client struct {
	Base  string // http://127.0.0.1:8080
	Token string
	HTTP  http.Client
}

// refusal is an answer that says no: goods that are not there, a step that somebody else took. The day goes on.
type refusal struct {
	status int
	key    string
}

func (r refusal) Error() string { return fmt.Sprintf("%d %s", r.status, r.key) }

// refused tells that the house said no, and not that it is away.
func refused(err error) bool {
	var r refusal
	return errors.As(err, &r) && r.status < 500 && r.status != http.StatusUnauthorized && r.status != http.StatusForbidden
}

// post sends a JSON document and reads the answer into a value, unless that is nil.
func (c *Client) post(ctx context.Context, path, key string, body, answer any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.ask(ctx, http.MethodPost, path, key, bytes.NewReader(raw), answer)
}

func (c *Client) ask(ctx context.Context, method, path, key string, body io.Reader, answer any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.Base+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusTooManyRequests {
		return c.later(ctx, res)
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		var problem struct{ Code, Title string }
		_ = json.Unmarshal(raw, &problem)
		return refusal{res.StatusCode, problem.Code + " " + problem.Title}
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(raw, answer)
}

// later waits as long as the house asks for, and lets this one thing be.
func (c *Client) later(ctx context.Context, res *http.Response) error {
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(max(seconds, 1)) * time.Second):
		return refusal{res.StatusCode, "rate"}
	}
}

// row is what is looked at of the rows of any list.
type row struct {
	ID       string
	Code     string
	Province string
	Blocked  bool
	Active   bool
}

// list reads the rows of a list that fit a query, up to a number.
func (c *Client) list(ctx context.Context, path string, query url.Values, most int) (rows []row, err error) {
	query.Set("limit", "200")
	for {
		var page struct {
			Items []row
			Next  *string
		}
		if err := c.ask(ctx, http.MethodGet, path+"?"+query.Encode(), "", nil, &page); err != nil {
			return rows, err
		}
		if rows = append(rows, page.Items...); page.Next == nil || len(rows) >= most {
			return rows, nil
		}
		query.Set("after", *page.Next)
	}
}
