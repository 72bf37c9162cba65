package web

import (
	"context"
	"time"
)

// besideTime bounds what is done beside a request; what takes longer is taken up again by a job.
const besideTime = time.Hour

// Beside begins work beside the request and waits a little: most is done by then. The work ends with the server, not with the request.
func (r *Request) Beside(patience time.Duration, work func(ctx context.Context) error) {
	s, ended := r.server, make(chan struct{})
	s.beside.Add(1)
	go func() {
		defer s.beside.Done()
		defer close(ended)
		ctx, cancel := context.WithTimeout(s.life, besideTime)
		defer cancel()
		if err := work(ctx); err != nil && s.life.Err() == nil {
			s.Log.ErrorContext(ctx, "work beside a request stopped", "request", r.ID, "path", r.Path, "err", err)
		}
	}()
	select {
	case <-ended:
	case <-time.After(patience):
	}
}
