package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"latchkey/internal/db"
)

// KeepingMarks is the kind of the row that says that marks are kept from now on.
const KeepingMarks = "audit.marks-kept"

// Mark is how far the log had come at a moment: its last row, and that row's hash. Written down outside the database, it
// tells later that rows were cut off the end, which the chain does not.
type Mark struct {
	Rows int64  `json:"rows"`
	Head string `json:"head"`
}

// Standing is how a log stands to its mark.
type Standing int

// The standings.
const (
	Reached    Standing = iota // the log has come as far, or further
	Behind                     // it has not, or it has come there in another way
	Unmarked                   // there is no mark, although the log says that one is kept
	NoMarks                    // no mark was ever kept
	Unreadable                 // what stands there is no mark, or another key's
)

const markPlace = "audit mark"

// Mark returns the mark of the log as it is.
func (l *Log) Mark(ctx context.Context, tx db.Reader) (m Mark, err error) {
	m.Rows, m.Head, err = last(ctx, tx)
	return m, err
}

// SealMark returns a mark in the form in which it is kept: nobody without the key can make one, or read it.
func (l *Log) SealMark(m Mark) (string, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("writing the audit log's mark: %w", err)
	}
	return l.Ring.Seal(text, markPlace), nil
}

// OpenMark returns the mark that [Log.SealMark] made a text of, if it is one.
func (l *Log) OpenMark(sealed string) (m Mark, opened bool) {
	text, err := l.Ring.Open(sealed, markPlace)
	opened = err == nil && json.Unmarshal(text, &m) == nil
	return m, opened
}

// Compare returns how the log stands to a mark that [Log.SealMark] made; "" is none. One that does not open
// is [Unreadable], and nothing reaches it.
func (l *Log) Compare(ctx context.Context, tx db.Reader, sealed string) (Standing, error) {
	if sealed == "" {
		return l.unmarked(ctx, tx)
	}
	m, opened := l.OpenMark(sealed)
	if !opened {
		return Unreadable, nil
	}
	if m.Rows == 0 {
		return Reached, nil
	}
	var hash string
	err := tx.Row(ctx, `SELECT hash FROM audit_event WHERE seq = $1`, m.Rows).Scan(&hash)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Behind, nil
	case err != nil:
		return Behind, fmt.Errorf("reading audit log: %w", err)
	case hash != m.Head:
		return Behind, nil
	}
	return Reached, nil
}

func (l *Log) unmarked(ctx context.Context, tx db.Reader) (Standing, error) {
	var kept bool
	err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM audit_event WHERE event = $1)`, KeepingMarks).Scan(&kept)
	if err != nil {
		return Unmarked, fmt.Errorf("reading audit log: %w", err)
	}
	if kept {
		return Unmarked, nil
	}
	return NoMarks, nil
}

// KeepMarks adds the row that says that marks are kept, unless it is there.
func (l *Log) KeepMarks(ctx context.Context, tx db.Tx) error {
	kept, err := l.unmarked(ctx, tx)
	if err != nil || kept == Unmarked {
		return err
	}
	return l.Append(ctx, tx, Event{Kind: KeepingMarks})
}
