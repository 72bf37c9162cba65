package clickhouse

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// serverConfig is the part of the engine's config.xml that we set; all else keeps the engine's defaults. It keeps no log:
// what a client must know it is told, and what stops the engine it writes to stderr.
type serverConfig struct {
	XMLName xml.Name `xml:"clickhouse"`

	// The hard limit of the whole process, and the caches within it.
	MaxMemory           int64 `xml:"max_server_memory_usage"`
	MarkCache           int64 `xml:"mark_cache_size"`
	IndexMarkCache      int64 `xml:"index_mark_cache_size"`
	UncompressedCache   int64 `xml:"uncompressed_cache_size"`
	PrimaryIndexCache   int64 `xml:"primary_index_cache_size"`
	QueryConditionCache int64 `xml:"query_condition_cache_size"`
	MmapCache           int64 `xml:"mmap_cache_size"`

	MergeThreads    int `xml:"background_pool_size"`
	ScheduleThreads int `xml:"background_schedule_pool_size"`
	MaxThreads      int `xml:"max_thread_pool_size"`
	FreeThreads     int `xml:"max_thread_pool_free_size"`

	MergeTree mergeTree `xml:"merge_tree"`
}

// mergeTree makes an acknowledged insert survive a power cut: the part and its folder are on disk.
type mergeTree struct {
	FsyncAfterInsert   int `xml:"fsync_after_insert"`
	FsyncPartDirectory int `xml:"fsync_part_directory"`
}

func newServerConfig(o Options) serverConfig {
	return serverConfig{
		MaxMemory:           o.MemoryLimit,
		MarkCache:           o.MemoryLimit / 10,
		IndexMarkCache:      o.MemoryLimit / 50,
		PrimaryIndexCache:   o.MemoryLimit / 20,
		QueryConditionCache: o.MemoryLimit / 50,
		MmapCache:           100, // files
		MergeThreads:        max(2, o.Threads/2),
		ScheduleThreads:     max(4, o.Threads),
		MaxThreads:          1000,
		FreeThreads:         32,
		MergeTree:           mergeTree{FsyncAfterInsert: 1, FsyncPartDirectory: 1},
	}
}

// writeConfig puts config.xml into the folder. Without an explicit file the engine would take one lying about in
// the working directory or in /etc.
func writeConfig(o Options) (string, error) {
	body, err := xml.MarshalIndent(newServerConfig(o), "", "  ")
	if err != nil {
		return "", err
	}
	path := filepath.Join(o.Dir, "config.xml")
	if err := os.WriteFile(path, append(body, '\n'), 0o600); err != nil {
		return "", fmt.Errorf("write the ClickHouse configuration: %w", err)
	}
	return path, nil
}

// baseline is what every connection starts with; a request's own settings are undone to it.
func baseline(o Options) map[string]string {
	return map[string]string{
		"max_threads":      strconv.Itoa(o.Threads),
		"max_memory_usage": strconv.FormatInt(o.MemoryLimit/4*3, 10),
		// One insert is one part when its call returns; we batch ourselves.
		"async_insert": "0",
		// The library eases these for notebooks; a server does not.
		"implicit_select":               "0",
		"allow_introspection_functions": "0",
	}
}
