package ch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"hesuan/internal/ch"
)

func TestRetryable(t *testing.T) {
	exception := func(code int32) error { return &clickhouse.Exception{Code: code} }
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{context.Canceled, false},
		{fmt.Errorf("send: %w", context.DeadlineExceeded), false},
		{errors.New("a bug"), false},
		{exception(60), false},
		{fmt.Errorf("batch: %w", &clickhouse.HTTPError{StatusCode: 500, Err: exception(60)}), false},
		{&clickhouse.HTTPError{StatusCode: 500, Err: exception(243)}, true},
		{exception(236), true},
		{&clickhouse.HTTPError{StatusCode: 502, Err: errors.New("bad gateway")}, true},
		{&clickhouse.HTTPError{StatusCode: 404, Err: errors.New("another service")}, false},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		{fmt.Errorf("post: %w", io.ErrUnexpectedEOF), true},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true},
		{clickhouse.ErrAcquireConnTimeout, true},
	} {
		if got := ch.Retryable(c.err); got != c.want {
			t.Errorf("%v: %t", c.err, got)
		}
	}
}
