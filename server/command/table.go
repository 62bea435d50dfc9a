package command

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Most bytes of a row, and so what reading a table takes at a time, however long the file is.
const mostOfRow = 64 << 10

// table reads rows of separated values as RFC 4180 writes them. One that can't be read does not take those after it
// along.
type table struct {
	in        *bufio.Reader
	separator rune
	line      int // of the row that was read last, from 1
	next      int // of the row that is read next
}

var (
	errRowLong   = errors.New("the row is longer than 64 KiB")
	errRowQuotes = errors.New("a quotation mark is not closed, or stands inside a value that has none around it")
	errRowText   = errors.New("the row is not UTF-8 text; save the file as UTF-8")
)

// newTable finds out what separates values: whichever of comma, semicolon and tab the first row has most of.
func newTable(in io.Reader) (*table, error) {
	t := &table{in: bufio.NewReaderSize(in, 2*mostOfRow), next: 1}
	if mark, _ := t.in.Peek(3); string(mark) == "\ufeff" {
		_, _ = t.in.Discard(3)
	}
	head, err := t.in.Peek(mostOfRow)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	t.separator = ','
	for _, r := range []rune{';', '\t'} {
		if count(head, r) > count(head, t.separator) {
			t.separator = r
		}
	}
	return t, nil
}

// count counts a separator outside quotation marks.
func count(head []byte, separator rune) (n int) {
	quoted := false
	for _, r := range string(head) {
		switch r {
		case '"':
			quoted = !quoted
		case separator:
			if !quoted {
				n++
			}
		}
	}
	return n
}

// row returns the next row that is not empty. It returns [io.EOF] behind the last one; after another error the table goes
// on with the line after the one that the row began on.
func (t *table) row() ([]string, error) {
	for {
		raw, err := t.in.Peek(mostOfRow)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(raw) == 0 {
			return nil, io.EOF
		}
		t.line = t.next
		n, whole := t.end(raw)
		if !whole && len(raw) == mostOfRow {
			return nil, t.skip(raw, errRowLong)
		}
		if !whole && bytes.IndexByte(raw, '\n') >= 0 {
			return nil, t.skip(raw, errRowQuotes)
		}
		text := string(raw[:n])
		if strings.TrimSpace(text) == "" {
			t.take(raw[:n])
			continue
		}
		r := csv.NewReader(strings.NewReader(text))
		r.Comma, r.FieldsPerRecord = t.separator, -1
		values, err := r.Read()
		switch {
		case err != nil:
			return nil, t.skip(raw, errRowQuotes)
		case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
			t.take(raw[:n])
			return nil, errRowText
		}
		t.take(raw[:n])
		return values, nil
	}
}

// end returns how long the row is that raw begins with; whole says that it ends there.
func (t *table) end(raw []byte) (n int, whole bool) {
	quoted, first := false, true
	for i, b := range raw {
		switch {
		case b == '"' && (quoted || first):
			quoted, first = !quoted, quoted // a second mark behind one that closes opens again
			continue
		case quoted:
			continue
		case b == '\n':
			return i + 1, true
		}
		first = rune(b) == t.separator
	}
	return len(raw), !quoted && len(raw) < mostOfRow
}

func (t *table) take(row []byte) {
	t.next += bytes.Count(row, []byte{'\n'})
	_, _ = t.in.Discard(len(row))
}

// skip goes behind the first line of raw, whatever it is, and returns why.
func (t *table) skip(raw []byte, why error) error {
	if i := bytes.IndexByte(raw, '\n'); i >= 0 {
		t.take(raw[:i+1])
		return why
	}
	for {
		_, err := t.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		t.next++
		return why
	}
}
