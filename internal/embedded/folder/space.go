package folder

import (
	"fmt"
	"syscall"
)

// What must be free: below Scarce a start is refused, for a database that runs full in the middle of its work is worse than none;
// below Low people are told.
const (
	Scarce = 200 << 20
	Low    = 1 << 30
)

// Free tells how many bytes this user may still write below dir.
func Free(dir string) (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", dir, err)
	}
	return int64(fs.Bavail) * fs.Bsize, nil
}
