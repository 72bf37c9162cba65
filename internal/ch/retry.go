package ch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"syscall"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// passing are codes of errors that pass without a change of the statement.
var passing = []int32{
	159, // TIMEOUT_EXCEEDED
	202, // TOO_MANY_SIMULTANEOUS_QUERIES
	209, // SOCKET_TIMEOUT
	210, // NETWORK_ERROR
	236, // ABORTED: shutting down
	241, // MEMORY_LIMIT_EXCEEDED
	242, // TABLE_IS_READ_ONLY: a replica without its keeper
	243, // NOT_ENOUGH_SPACE
	252, // TOO_MANY_PARTS: merges are behind
	319, // UNKNOWN_STATUS_OF_INSERT
	394, // QUERY_WAS_CANCELLED: by an engine that stops
	439, // CANNOT_SCHEDULE_TASK
	999, // KEEPER_EXCEPTION
}

// Code is the number of a ClickHouse exception (60 is UNKNOWN_TABLE), 0 for other errors and nil.
func Code(err error) int {
	var e *clickhouse.Exception
	if errors.As(err, &e) {
		return int(e.Code)
	}
	return 0
}

// Retryable tells that the same call may succeed later: the engine is away, restarting or overloaded. A context that
// ended is the caller's own affair and not retryable. An insert that failed so may have arrived.
func Retryable(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if code := Code(err); code != 0 {
		return slices.Contains(passing, int32(code))
	}
	var web *clickhouse.HTTPError
	if errors.As(err, &web) {
		return web.StatusCode >= http.StatusInternalServerError || web.StatusCode == http.StatusTooManyRequests
	}
	for _, gone := range []error{
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
		clickhouse.ErrAcquireConnTimeout, clickhouse.ErrServerUnexpectedData,
	} {
		if errors.Is(err, gone) {
			return true
		}
	}
	var network net.Error
	return errors.As(err, &network)
}

// Wait blocks until the database answers, and creates it if it is missing. It returns at once on an error that will
// not pass, such as a wrong password.
func (db *DB) Wait(ctx context.Context) error {
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		err := db.reach(ctx)
		if err == nil || !Retryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		case <-time.After(pause):
		}
	}
}

// reach takes an engine that does not answer in time for one that is away.
func (db *DB) reach(ctx context.Context) error {
	short, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := db.ensure(short)
	if short.Err() != nil && ctx.Err() == nil {
		return syscall.ECONNREFUSED
	}
	return err
}
