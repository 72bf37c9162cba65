package clickhouse

import (
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// readCompression settles how the body is packed and how the answer is to be.
func (q *request) readCompression(r *http.Request, args url.Values) error {
	body, err := decoder(r.Header.Get("Content-Encoding"), r.Body)
	if err != nil {
		return refuse(codeCannotDecompress, "CANNOT_DECOMPRESS", "The body: %s", err)
	}
	if args.Get("decompress") == "1" {
		body = newFrameReader(body)
	}
	q.body = body
	if args.Get("compress") == "1" {
		q.frames = frameLZ4
		if strings.EqualFold(args.Get("network_compression_method"), "ZSTD") {
			q.frames = frameZSTD
		}
	}
	if args.Get("enable_http_compression") != "0" {
		q.encoding = accepted(r.Header.Get("Accept-Encoding"))
	}
	return nil
}

// decoder unpacks a Content-Encoding.
func decoder(encoding string, from io.Reader) (io.Reader, error) {
	switch encoding {
	case "", "identity":
		return from, nil
	case "gzip":
		return gzip.NewReader(from)
	case "deflate":
		return zlib.NewReader(from)
	case "br":
		return brotli.NewReader(from), nil
	case "zstd":
		d, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	return nil, refuse(codeNotImplemented, "NOT_IMPLEMENTED", "Content-Encoding %q", encoding)
}

// flushWriter is what gzip, zlib, brotli and zstd writers are.
type flushWriter interface {
	io.WriteCloser
	Flush() error
}

// encoder packs for a Content-Encoding that accepted has chosen.
func encoder(encoding string, to io.Writer) (flushWriter, error) {
	switch encoding {
	case "gzip":
		return gzip.NewWriterLevel(to, gzip.BestSpeed)
	case "deflate":
		return zlib.NewWriterLevel(to, zlib.BestSpeed)
	case "br":
		return brotli.NewWriterLevel(to, brotli.BestSpeed), nil
	default:
		return zstd.NewWriter(to, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	}
}

// accepted is the best encoding that the client takes, empty for none.
func accepted(header string) string {
	takes := map[string]bool{}
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		takes[strings.TrimSpace(name)] = strings.ReplaceAll(weight, " ", "") != "q=0"
	}
	for _, encoding := range []string{"zstd", "br", "gzip", "deflate"} {
		if takes[encoding] {
			return encoding
		}
	}
	return ""
}
