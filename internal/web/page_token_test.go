package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// SEC-01: people make tokens for themselves, see them once, and end them; a token may what was ticked and no more.
func TestPeopleMakeTokensForThemselves(t *testing.T) {
	s := open(t)
	s.stock(2)
	v := s.user("clerk", "shop.order.* shop.good.view")
	form := url.Values{"csrf": {v.token("/me/token")}, "name": {""}, "how": {"some"}}
	if status, text, _ := v.send("POST", "/me/token", form.Encode()); status != http.StatusUnprocessableEntity || strings.Count(text, "field-bad") != 2 {
		t.Errorf("without a name and rights: %d", status)
	}
	form = url.Values{"csrf": {v.token("/me/token")}, "name": {"robot"}, "span": {"30"}, "how": {"some"}, "right": {"shop.order.view", "shop.good.edit"}}
	_, text, _ := v.send("POST", "/me/token", form.Encode())
	fresh := regexp.MustCompile(`hsn_[A-Za-z0-9_-]{43}`).FindString(text)
	if fresh == "" {
		t.Fatalf("no token is shown: %s", text)
	}
	if _, text, _ := v.send("GET", "/me/token", ""); strings.Contains(text, fresh) || !strings.Contains(text, "robot") {
		t.Error("the token is shown again, or not listed")
	}
	ask := func(path string) int {
		status, _, _ := s.visitor().send("GET", path, "", "Authorization", "Bearer "+fresh, "Accept", "application/json")
		return status
	}
	if got := ask("/api/v1/shop/order"); got != http.StatusOK {
		t.Errorf("what was ticked: %d", got)
	}
	if got := ask("/api/v1/shop/good"); got != http.StatusForbidden {
		t.Errorf("what was not ticked: %d", got)
	}
	if _, _, header := v.send("GET", "/me/token?all=1", ""); header.Get("Content-Type") == "" {
		t.Error("no page")
	}
	_, text, _ = v.send("GET", "/me/token", "")
	revoke := regexp.MustCompile(`/me/token/[0-9a-f-]{36}/revoke`).FindString(text)
	if status, _, _ := v.send("POST", revoke, url.Values{"csrf": {v.token("/me/token")}}.Encode()); status != http.StatusSeeOther {
		t.Errorf("revoking: %d", status)
	}
	if got := ask("/api/v1/shop/order"); got != http.StatusUnauthorized {
		t.Errorf("after revoking: %d", got)
	}
}
