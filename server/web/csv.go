package web

import (
	"encoding/csv"
	"strings"
	"unicode"
)

// CSV answers with a table (RFC 4180), which the browser saves as name; the first row names the columns. Values
// that a spreadsheet would run as a formula are made harmless.
func (r *Request) CSV(name string, rows [][]string) error {
	var text strings.Builder
	w := csv.NewWriter(&text)
	w.UseCRLF = true
	for _, row := range rows {
		for i := range row {
			row[i] = cell(row[i])
		}
		_ = w.Write(row)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return r.Attach(name, "text/csv; charset=utf-8", text.String())
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
	if strings.IndexAny(strings.TrimLeft(value, " \u00a0"), "=+-@|%＝＋－＠") == 0 {
		return "'" + value
	}
	return value
}
