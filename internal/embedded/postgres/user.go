package postgres

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user the server runs as; nil means ourselves.
type account struct {
	name     string
	uid, gid uint32
}

// servant finds the account to drop to when we are root, which PostgreSQL refuses to be.
func servant() (*account, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &account{name, uint32(uid), uint32(gid)}, nil
	}
	return nil, fmt.Errorf("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody: start Hesuan as another user")
}

// credential is what makes a child run as the account.
func (a *account) credential() *syscall.SysProcAttr {
	if a == nil {
		return &syscall.SysProcAttr{}
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: a.uid, Gid: a.gid}}
}

// folder makes dir, if it is not there, as a folder that only the account can enter.
func (a *account) folder(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	return a.own(dir)
}

// own hands path to the account, after making sure that it is ours to give: in /tmp a stranger may have put something in its place.
func (a *account) own(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok || !info.IsDir() && !info.Mode().IsRegular():
		return fmt.Errorf("%s is neither a folder nor a file of ours: remove it", path)
	case a == nil && owner.Uid != uint32(os.Getuid()), a != nil && owner.Uid != 0 && owner.Uid != a.uid:
		return fmt.Errorf("%s belongs to another user (uid %d): remove it, choose another HESUAN_DATA, or start as that user", path, owner.Uid)
	case a == nil:
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

// reach checks that the account can enter every folder above path, and says which one it cannot.
func (a *account) reach(path string) error {
	if a == nil {
		return nil
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		if !a.enters(info) {
			return fmt.Errorf("PostgreSQL runs as user %s, who cannot enter %s on the way to %s: "+
				"put HESUAN_DATA elsewhere (such as /var/lib/hesuan), or chmod o+x %s", a.name, dir, path, dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// enters tells whether the account has the execute bit on a folder.
func (a *account) enters(info os.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return true
	}
	switch {
	case owner.Uid == a.uid:
		return info.Mode()&0o100 != 0
	case owner.Gid == a.gid:
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}
