package web_test

import (
	"context"
	"errors"

	"hesuan/internal/web"
)

// desk is a page of a room's own, which answers in every way.
func desk(_ context.Context, r *web.Request) (web.Answer, error) {
	switch r.Param("what") {
	case "json":
		return web.JSON(map[string]string{"what": r.Param("what")}), nil
	case "file":
		return web.File("表.csv", "text/csv", []byte("a,b\n")), nil
	case "live":
		return web.Live(func(_ context.Context, send func(event, data string) error) error { return send("tick", "1\n2") }), nil
	case "panic":
		panic("the secret panic")
	}
	return web.Answer{}, errors.New("the secret cause")
}
