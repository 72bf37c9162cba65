package clickhouse

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

const pieceSize = 1 << 20

// insertRows streams rows into the engine. It returns after the commit: the part is on disk.
func insertRows(c *conn, p *reply, insert *insertion, params []parameter) error {
	u, err := c.insert(insert.sql, insert.format, params)
	if err != nil {
		return err
	}
	defer u.free()
	if err := feed(u, insert.rows); err != nil {
		u.cancel()
		return err
	}
	written, bytes, err := u.finish()
	if err != nil {
		return err
	}
	p.summary(0, 0, written, bytes)
	return nil
}

// feed pushes rows until they end or the insert fails; in the latter case finish tells the reason. Rows that break off
// are an error, never an end: io.ReadFull would not tell the two apart.
func feed(u upload, rows io.Reader) error {
	piece := make([]byte, 0, pieceSize)
	for {
		n, err := rows.Read(piece[len(piece):cap(piece)])
		piece = piece[:len(piece)+n]
		if len(piece) == cap(piece) || err == io.EOF {
			if !u.push(piece) {
				return nil
			}
			piece = piece[:0]
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return refuse(codeNetwork, "NETWORK_ERROR", "The rows broke off: %s", err)
		}
	}
}

// summary tells the client what was read and written.
func (p *reply) summary(rowsRead, bytesRead, rowsWritten, bytesWritten uint64) {
	p.w.Header().Set("X-ClickHouse-Summary", fmt.Sprintf(
		`{"read_rows":"%d","read_bytes":"%d","written_rows":"%d","written_bytes":"%d"}`,
		rowsRead, bytesRead, rowsWritten, bytesWritten))
}

// readTimeout is how long a body may stand still. An insert holds a connection while its rows arrive.
type readTimeout time.Duration

const bodyTimeout = readTimeout(30 * time.Second)

// reader renews the deadline with every piece.
func (t readTimeout) reader(w http.ResponseWriter, from io.Reader) io.Reader {
	return &deadlineReader{http.NewResponseController(w), time.Duration(t), from}
}

type deadlineReader struct {
	control *http.ResponseController
	timeout time.Duration
	from    io.Reader
}

// Read clears the deadline at the end of the body: from there on the server watches for a client that goes away.
func (d *deadlineReader) Read(p []byte) (int, error) {
	_ = d.control.SetReadDeadline(time.Now().Add(d.timeout))
	n, err := d.from.Read(p)
	if err != nil {
		_ = d.control.SetReadDeadline(time.Time{})
	}
	return n, err
}
