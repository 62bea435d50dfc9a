package db

import (
	"errors"
	"fmt"
	"syscall"
)

// What keeps a database from being opened, read or written. Each asks for something else to be done: only a damaged
// one is replaced by its backup.
var (
	ErrDamaged = errors.New("the database is damaged, or is no database of Latchkey's: " +
		"stop the server, put the latest backup in its place, and run latchkey check")
	ErrFull = errors.New("the disk is full, or a quota is used up: make room on it; " +
		"what the database holds is not harmed")
	ErrFailing = errors.New("the disk could not be read or written: look at the system's log, at the disk and at its quota " +
		"before anything else; nothing says that the database is damaged")
	ErrNotPermitted = errors.New("this user may not read and write the database with its folder and what stands beside it: " +
		"see whose they are, and whether the disk is mounted read-only; nothing says that the database is damaged")
)

// SQLite's result codes (sqlite.org/rescode.html). The last eight bits of each are the primary code.
const (
	codePerm, codeReadOnly, codeIOErr, codeCorrupt, codeFull, codeCantOpen, codeNotADB = 3, 8, 10, 11, 13, 14, 26

	codeShortRead    = codeIOErr | 2<<8  // the file ends before its last page
	codeIONoMemory   = codeIOErr | 12<<8 // nothing is wrong with the disk
	codeIOAccess     = codeIOErr | 13<<8
	codeShmSize      = codeIOErr | 19<<8 // the file beside the log can't grow: by SQLite's own word, for want of room
	codeChecksum     = codeIOErr | 32<<8
	codeBrokenVolume = codeIOErr | 33<<8
)

// reasons says what a code means: the whole one if it stands here, else the primary one.
var reasons = map[int]error{
	codePerm: ErrNotPermitted, codeReadOnly: ErrNotPermitted, codeCantOpen: ErrNotPermitted,
	codeIOErr: ErrFailing, codeCorrupt: ErrDamaged, codeFull: ErrFull, codeNotADB: ErrDamaged,
	codeShortRead: ErrDamaged, codeIONoMemory: nil, codeIOAccess: ErrNotPermitted, codeShmSize: ErrFull,
	codeChecksum: ErrDamaged, codeBrokenVolume: ErrFailing,
}

// systems says the same of the numbers of the operating system's errors.
var systems = map[syscall.Errno]error{
	syscall.ENOSPC: ErrFull, syscall.EDQUOT: ErrFull, syscall.EFBIG: ErrFull,
	syscall.EIO:    ErrFailing,
	syscall.EACCES: ErrNotPermitted, syscall.EPERM: ErrNotPermitted, syscall.EROFS: ErrNotPermitted,
}

// Reason returns err as what it means for whoever looks after the host: [ErrDamaged], [ErrFull], [ErrFailing] or
// [ErrNotPermitted], with err itself behind it. They are told apart by the code of the database's error, or the number
// of the operating system's, never by its words. Every other error is returned as it is.
func Reason(err error) error {
	for _, known := range []error{ErrDamaged, ErrFull, ErrFailing, ErrNotPermitted} {
		if errors.Is(err, known) {
			return err
		}
	}
	if reason := reasonOf(err); reason != nil {
		return fmt.Errorf("%w (%w)", reason, err)
	}
	return err
}

// codeOf returns SQLite's code for an error, with its detail in the bits above the first eight.
func codeOf(err error) (code int, found bool) {
	var coded interface {
		error
		Code() int // of whichever driver was built in
	}
	if !errors.As(err, &coded) {
		return 0, false
	}
	return coded.Code(), true
}

// isBusy reports whether somebody else has the database locked just now.
func isBusy(err error) bool {
	code, found := codeOf(err)
	return found && code&0xff == 5
}

func reasonOf(err error) error {
	if code, found := codeOf(err); found {
		if reason, exact := reasons[code]; exact {
			return reason
		}
		return reasons[code&0xff]
	}
	var number syscall.Errno
	if errors.As(err, &number) {
		return systems[number]
	}
	return nil
}

// IsDisk reports whether err says that nothing can be stored just now, whatever is asked for.
func IsDisk(err error) bool {
	return errors.Is(err, ErrFull) || errors.Is(err, ErrFailing) || errors.Is(err, ErrNotPermitted)
}
