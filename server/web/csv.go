package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/gofiber/fiber/v2"
)

// CSV answers with a table (RFC 4180), which the browser saves as name; the first row names the columns. Values
// that a spreadsheet would run as a formula are made harmless.
//
// It begins with the mark of UTF-8 (a byte order mark).
//
// The table is sent as it is made: next returns some more rows each time, and [io.EOF] after the last ones. It runs after
// the handler has returned. If it fails, the connection ends before the table does, so that a browser does not take what
// it has for all.
func (r *Request) CSV(name string, next func() ([][]string, error)) error {
	r.c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	r.c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	const mark = "\ufeff" // by which spreadsheets know UTF-8: without it they take names for another encoding
	site, conn := r.Site, r.c.Context().Conn()
	return r.c.SendStream(io.MultiReader(strings.NewReader(mark), &table{next: func() ([][]string, error) {
		if err := conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil { // for each part anew, however many there are
			return nil, err
		}
		rows, err := next()
		if err != nil && !errors.Is(err, io.EOF) {
			site.Log.Error("sending a table failed", "name", name, "error", err)
		}
		return rows, err
	}}))
}

// table reads as the text of a table whose rows come bit by bit.
type table struct {
	next func() ([][]string, error)
	text bytes.Buffer
	err  error
}

func (t *table) Read(p []byte) (int, error) {
	for t.text.Len() == 0 && t.err == nil {
		var rows [][]string
		if rows, t.err = t.next(); t.err == nil {
			t.err = t.write(rows)
		}
	}
	if t.text.Len() == 0 {
		return 0, t.err
	}
	return t.text.Read(p)
}

func (t *table) write(rows [][]string) error {
	w := csv.NewWriter(&t.text)
	w.UseCRLF = true
	for _, row := range rows {
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// cell makes a value harmless to spreadsheets, which run what begins like a formula,
// and to terminals: what a browser or a person wrote may stand in it.
func cell(value string) string {
	value = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsGraphic(r) {
			return ' '
		}
		return r
	}, value)
	if strings.IndexAny(strings.TrimLeftFunc(value, unicode.IsSpace), "=+-@|%＝＋－＠﹢﹣﹦﹫") == 0 {
		return "'" + value
	}
	return value
}
