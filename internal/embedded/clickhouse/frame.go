package clickhouse

import (
	"errors"
	"io"

	"github.com/ClickHouse/ch-go/compress"
)

// frameMethod is ClickHouse's own compression of Native blocks: frames with a checksum, asked for by compress=1 and
// announced by decompress=1. Zero is none.
type frameMethod string

const (
	frameLZ4  frameMethod = "LZ4"
	frameZSTD frameMethod = "ZSTD"
)

const frameSize = 1 << 20

// frameWriter packs what is written into frames.
type frameWriter struct {
	to      io.Writer
	packer  *compress.Writer
	pending []byte
}

func newFrameWriter(to io.Writer, method frameMethod) *frameWriter {
	m := compress.LZ4
	if method == frameZSTD {
		m = compress.ZSTD
	}
	return &frameWriter{to: to, packer: compress.NewWriter(compress.LevelZero, m)}
}

func (f *frameWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		take := min(len(p), frameSize-len(f.pending))
		f.pending = append(f.pending, p[:take]...)
		p = p[take:]
		if len(f.pending) == frameSize {
			if err := f.Flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

// Flush sends what is pending as a frame.
func (f *frameWriter) Flush() error {
	if len(f.pending) == 0 {
		return nil
	}
	if err := f.packer.Compress(f.pending); err != nil {
		return err
	}
	f.pending = f.pending[:0]
	_, err := f.to.Write(f.packer.Data)
	return err
}

// frameReader unpacks frames; a clean end is io.EOF, a cut frame is an error.
type frameReader struct{ from *compress.Reader }

func newFrameReader(from io.Reader) io.Reader { return frameReader{compress.NewReader(from)} }

func (f frameReader) Read(p []byte) (int, error) {
	n, err := f.from.Read(p)
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return n, io.EOF
	}
	return n, err
}
