package web

import (
	"context"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// taskRoot is where the API tells of tasks.
const taskRoot = "/house/task"

// taskAnswer is a task as programs see it.
type taskAnswer struct {
	ID      id.ID  `json:"id"`
	Type    string `json:"type"`
	Do      string `json:"do"`
	State   string `json:"state"` // preview, asked, running or done
	Count   int    `json:"count"` // rows that could go
	Done    int    `json:"done"`
	Failed  int    `json:"failed"`
	Refused int    `json:"refused"` // rows that could not go from the beginning
}

func taskAnswerOf(t *task) taskAnswer {
	return taskAnswer{ID: t.ID, Type: t.Def, Do: t.Act, State: t.State, Count: t.Count, Done: t.Done, Failed: t.Failed, Refused: t.Refused}
}

// taskRowAnswer is what became of one row of a task.
type taskRowAnswer struct {
	Place  int    `json:"place"`
	ID     id.ID  `json:"id"`
	Title  string `json:"title"`
	Became string `json:"became"` // waiting, done, refused or failed
	Why    string `json:"why"`
}

type taskRowsAnswer struct {
	Items []taskRowAnswer `json:"items"`
	Next  *int            `json:"next"`
}

// taskOps are how programs watch what they asked for.
func (s *Server) taskOps() []Op {
	const one = taskRoot + "/{id}"
	rows := resource.Fields{resource.Choice("became", "waiting", "done", "refused", "failed"), resource.Int("after"), resource.Int("limit")}
	return []Op{
		{Path: one, Name: "house.task", Answer: taskAnswer{}, Run: s.taskOp},
		{Path: one + "/rows", Name: "house.task.rows", Query: rows, Answer: taskRowsAnswer{}, Run: s.taskRowsOp},
	}
}

// ownTask finds a task of the caller's, who may still see such rows.
func (s *Server) ownTask(ctx context.Context, tx *pg.Tx, c *OpCall) (*task, error) {
	t, err := readTask(ctx, tx, "where id = $1 and actor is not distinct from $2", c.Key, tx.Actor.ID)
	if err != nil {
		return nil, err
	}
	def := s.House.Find(t.Def)
	if def == nil {
		return nil, noTask
	}
	return t, resource.Allow(tx, def.Info().Right("view"))
}

func (s *Server) taskOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	t, err := s.ownTask(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	return taskAnswerOf(t), nil
}

func (s *Server) taskRowsOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	t, err := s.ownTask(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	became := c.Query.Get("became")
	found, err := tx.Query(ctx, `select place, doc, title, coalesce(nullif(became, ''), 'waiting'), why from web.task_row
		where task = $1 and place > $2 and ($3 = '' or became = replace($3, 'waiting', '')) order by place limit $4`,
		t.ID, c.Int("after", 0), became, c.Limit()+1)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	answer := taskRowsAnswer{Items: []taskRowAnswer{}}
	for found.Next() {
		var row taskRowAnswer
		if err := found.Scan(&row.Place, &row.ID, &row.Title, &row.Became, &row.Why); err != nil {
			return nil, err
		}
		answer.Items = append(answer.Items, row)
	}
	if limit := c.Limit(); len(answer.Items) > limit {
		answer.Items = answer.Items[:limit]
		answer.Next = &answer.Items[limit-1].Place
	}
	return answer, found.Err()
}
