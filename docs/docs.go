// Package docs carries the manuals and the client examples into the program, so that its pages show the very texts that lie here.
package docs

import "embed"

// Files are the manuals, manual/<language>/<order>-<chapter>.md, and the client examples, api/*.
//
//go:embed manual/*/*.md api
var Files embed.FS
