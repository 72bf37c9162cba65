package web

import "context"

// Strip is something that goes on behind the pages and is shown above each of them as long as it lasts: what, and how much of it is done.
type Strip struct {
	Text    string
	Hint    string
	Percent int
	Ended   bool
}

// strip is what goes on now; nil for nothing. Pages do not fail because of it.
func (s *Server) strip(ctx context.Context, r *Request) *Strip {
	if s.Strip == nil || !r.known {
		return nil
	}
	shown, err := s.Strip(ctx, r)
	if err != nil {
		s.Log.WarnContext(ctx, "what goes on behind the pages", "err", err)
	}
	return shown
}

// showStrip is the strip as pages ask for it again and again.
func (s *Server) showStrip(ctx context.Context, r *Request) (Answer, error) {
	now := s.strip(ctx, r)
	if now == nil {
		now = &Strip{Text: r.Text("strip.ended"), Percent: 100, Ended: true}
	}
	return Fragment(frames, "strip", now), nil
}
