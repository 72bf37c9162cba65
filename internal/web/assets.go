package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	paths "path"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

//go:embed all:static
var staticFiles embed.FS

// version stands in the address of every static file, so that browsers may keep it for ever.
var version = sync.OnceValue(func() string {
	sum := sha256.New()
	_ = fs.WalkDir(staticFiles, ".", func(name string, entry fs.DirEntry, err error) error { // an embedded tree has no errors
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := staticFiles.ReadFile(name)
		sum.Write(raw)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:6])
})

// static is the address of a static file with its version.
func static(name string) string { return name + "?v=" + version() }

// assets are the files that browsers load: ours at /static/, others' at /static/<name>/.
type assets struct {
	trees map[string]fs.FS
	mu    sync.Mutex
	files map[string]*asset
}

type asset struct {
	kind        string
	raw, zipped []byte
}

func newAssets(more map[string]fs.FS) *assets {
	own, _ := fs.Sub(staticFiles, "static")
	trees := map[string]fs.FS{"": own}
	for name, tree := range more {
		trees[name] = tree
	}
	return &assets{trees: trees, files: map[string]*asset{}}
}

func (a *assets) find(name string) (*asset, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if found := a.files[name]; found != nil {
		return found, nil
	}
	tree, rest := a.trees[""], name
	if first, inner, ok := strings.Cut(name, "/"); ok && a.trees[first] != nil {
		tree, rest = a.trees[first], inner
	}
	raw, err := fs.ReadFile(tree, rest)
	if err != nil {
		return nil, err
	}
	found := &asset{kind: mime.TypeByExtension(paths.Ext(name)), raw: raw}
	if strings.HasPrefix(found.kind, "text/") || strings.Contains(found.kind, "javascript") || strings.Contains(found.kind, "json") {
		found.zipped = zip(raw)
	}
	a.files[name] = found
	return found, nil
}

func zip(raw []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(raw) //nolint:errcheck // a buffer takes everything
	w.Close()    //nolint:errcheck
	return out.Bytes()
}

func (a *assets) serve(c *fiber.Ctx) error {
	name := paths.Clean(c.Params("*"))
	found, err := a.find(name)
	if err != nil || strings.HasPrefix(paths.Base(name), ".") {
		return c.SendStatus(http.StatusNotFound)
	}
	c.Set("Content-Type", found.kind)
	c.Set("Vary", "Accept-Encoding")
	if c.Query("v") != "" || strings.Contains(name, "/fonts/") {
		c.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		c.Set("Cache-Control", "no-cache")
	}
	if found.zipped != nil && strings.Contains(c.Get("Accept-Encoding"), "gzip") {
		c.Set("Content-Encoding", "gzip")
		return c.Send(found.zipped)
	}
	return c.Send(found.raw)
}
