package history

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// JobName is the job that imports what was sent in.
const JobName = "history.import"

type upload struct{}

// UploadID names a file that was sent in.
type UploadID = id.Of[upload]

// Upload is a file that was sent in, and what became of it.
type Upload struct {
	ID          UploadID
	Name        string
	At          time.Time
	Ended       *time.Time
	Units, Done int // of the running import
	Fault       *fault.Fault
	Report      *Report
}

// Report is what an import did: the table of kinds.
type Report struct {
	Wrote   int         `json:"wrote"`
	Seconds float64     `json:"seconds"`
	Kinds   []KindTotal `json:"kinds"`
}

// KindTotal is a row of the table: what the file has, and what the rooms' tables have.
type KindTotal struct {
	Kind  Kind  `json:"kind"`
	File  Total `json:"file"`
	House Total `json:"house"`
}

// Keep stores a file for the job. A second one must wait until the first is done.
func Keep(ctx context.Context, tx *pg.Tx, name string, body []byte) (key UploadID, err error) {
	key = id.New[upload]()
	var waiting bool
	if err := tx.QueryRow(ctx, "select exists (select from history.upload where ended is null)").Scan(&waiting); err != nil {
		return key, err
	}
	if waiting {
		return key, fault.New(fault.Conflict, "history.upload.busy", nil)
	}
	_, err = tx.Exec(ctx, "insert into history.upload (id, name, body, at) values ($1, $2, $3, $4)", key, name, body, tx.Now)
	return key, err
}

// Newest is the file sent in last, or nil.
func Newest(ctx context.Context, tx *pg.Tx) (*Upload, error) {
	u := &Upload{}
	var broken, report []byte
	err := tx.QueryRow(ctx, `select u.id, u.name, u.at, u.ended, u.fault, u.report, coalesce(p.units, 0), coalesce(p.done, 0)
		from history.upload u left join history.progress p on p.hash = u.hash order by u.at desc limit 1`).
		Scan(&u.ID, &u.Name, &u.At, &u.Ended, &broken, &report, &u.Units, &u.Done)
	if err == pg.ErrNoRows {
		return nil, nil
	}
	if err == nil && broken != nil {
		err = json.Unmarshal(broken, &u.Fault)
	}
	if err == nil && report != nil {
		err = json.Unmarshal(report, &u.Report)
	}
	return u, err
}

// Rejected is the file of the lines that were not imported.
func (u *Upload) Rejected(ctx context.Context, tx *pg.Tx) (text []byte, err error) {
	err = tx.QueryRow(ctx, "select coalesce(rejected, '') from history.upload where id = $1", u.ID).Scan(&text)
	return text, err
}

// Desk imports the files that were sent in.
type Desk struct {
	DB       *pg.DB
	Rooms    Rooms
	Currency string
	// House computes the table of kinds from the rooms' tables.
	House func(ctx context.Context, p *Plan) (Totals, error)
	Say   func(key string, args fault.Args) string // words of the file of rejected lines
}

// working is the advisory lock of the one who imports what was sent in.
const working = 0x68697374

// Work imports the file that waits, if one does and nobody else is at it. Killed half-way, it goes on at the next call.
func (d *Desk) Work(ctx context.Context) error {
	_, err := d.DB.TryAlone(ctx, working, func() error { return d.next(ctx) })
	return err
}

func (d *Desk) next(ctx context.Context) error {
	var key UploadID
	var name string
	var body []byte
	err := d.DB.Pool.QueryRow(ctx, "select id, name, body from history.upload where ended is null").Scan(&key, &name, &body)
	if err == pg.ErrNoRows {
		return nil
	}
	if err != nil {
		return err
	}
	report, rejected, err := d.run(ctx, key, name, body)
	all := fault.All(err)
	if err != nil && all == nil {
		return err // the job is tried again
	}
	var broken *fault.Fault
	if all != nil {
		broken = all[0]
	}
	return d.DB.Do(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "update history.upload set ended = $2, fault = $3, report = $4, rejected = $5, body = '' where id = $1",
			key, tx.Now, broken, report, rejected)
		return err
	})
}

func (d *Desk) run(ctx context.Context, key UploadID, name string, body []byte) (*Report, []byte, error) {
	began := time.Now()
	file, err := Read(name, bytes.NewReader(body), d.DB.Zone)
	if err != nil {
		return nil, nil, err
	}
	if _, err := d.DB.Pool.Exec(ctx, "update history.upload set hash = $2 where id = $1", key, file.Hash); err != nil {
		return nil, nil, err
	}
	plan := Compose(file, d.DB.Zone)
	wrote, err := (&Run{DB: d.DB, Rooms: d.Rooms, Currency: d.Currency, Plan: plan}).Do(ctx)
	if err != nil {
		return nil, nil, err
	}
	house, err := d.House(ctx, plan)
	if err != nil {
		return nil, nil, err
	}
	report := &Report{Wrote: wrote, Seconds: time.Since(began).Seconds()}
	for _, kind := range Kinds {
		report.Kinds = append(report.Kinds, KindTotal{kind, file.Totals[kind], house[kind]})
	}
	var rejected bytes.Buffer
	err = file.WriteRejected(&rejected, d.Say)
	return report, rejected.Bytes(), err
}
