package clickhouse

import "context"

// run finds out what kind of statement a request is and runs it.
func (s *server) run(ctx context.Context, p *reply, q *request) error {
	insert := insertFromURL(q.query, q.body)
	if insert == nil {
		text, err := q.text()
		if err != nil {
			return err
		}
		if block, ok := s.greets.answer(text, q); ok {
			_, err := p.Write(block)
			return err
		}
		insert, q.query = insertFromText(text), text
	}
	c, err := s.pool.acquire(ctx, q.database, q.settings)
	if err != nil {
		return err
	}
	defer s.pool.release(c)
	err = s.pool.guarded(ctx, c, func() error { return runOn(ctx, c, p, q, insert) })
	if err != nil {
		c.clear()
	}
	return err
}

// runOn runs a statement on its connection; insert is nil if it brings no rows.
func runOn(ctx context.Context, c *conn, p *reply, q *request, insert *insertion) error {
	if insert != nil && !q.readonly {
		if err := c.prepare(q.database, q.settings); err != nil {
			return err
		}
		if err := insertRows(c, p, insert, q.params); !insertSelects(err) {
			return err
		}
	}
	return runText(ctx, c, p, q)
}

// runText runs a statement that is all text.
func runText(ctx context.Context, c *conn, p *reply, q *request) error {
	a := c.analyse(q.query)
	if err := admit(q.query, q.readonly, a); err != nil {
		return err
	}
	if q.readonly && a.class == classUnknown {
		q.settings["readonly"] = "1"
	}
	if err := c.prepare(q.database, q.settings); err != nil {
		return err
	}
	c.stale = c.stale || leavesTraces(q.query, a)
	if a.flags&flagLifecycle != 0 {
		defer c.catalog.Add(1)
	}
	if streamable(q.query, q.format, a) {
		if err := runStream(ctx, c, p, q); !notStreamable(err) {
			return err
		}
	}
	return runWhole(c, p, q)
}

// runStream passes a SELECT on block by block.
func runStream(ctx context.Context, c *conn, p *reply, q *request) error {
	r := c.stream(q.query, q.format, q.params)
	if err := r.err(); err != nil {
		r.free()
		return err
	}
	defer r.close()
	for ctx.Err() == nil {
		done, err := passOn(r.next(), p)
		if done || err != nil {
			return err
		}
	}
	return ctx.Err()
}

// passOn writes one piece of a streamed answer; an empty piece is the end.
func passOn(piece result, p *reply) (done bool, err error) {
	defer piece.free()
	if err := piece.err(); err != nil {
		return true, err
	}
	b := piece.bytes()
	if len(b) == 0 {
		return true, nil
	}
	_, err = p.Write(b)
	return false, err
}

// runWhole runs a statement to its end before it answers.
func runWhole(c *conn, p *reply, q *request) error {
	r := c.query(q.query, q.format, q.params)
	defer r.free()
	if err := r.err(); err != nil {
		return err
	}
	p.summary(c.lib.rowsRead(r.h), c.lib.bytesRead(r.h), c.lib.rowsWritten(r.h), c.lib.written(r.h))
	_, err := p.Write(r.bytes())
	return err
}
