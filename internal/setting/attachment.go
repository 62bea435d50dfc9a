package setting

import (
	"fmt"
	"strconv"
)

// attachmentSize, attachmentCount and attachmentTotal bound what people attach.
var (
	attachmentSize = wholeNumber(
		"attachment.size", "10", "the largest file that people may attach, in MiB", "MiB", 1, 100,
		func(c *Choices, n int) { c.AttachmentSize = int64(n) << 20 },
	)
	attachmentCount = wholeNumber(
		"attachment.count", "5", "how many files one message may carry; 0: none", "files", 0, 20,
		func(c *Choices, n int) { c.AttachmentCount = n },
	)
	attachmentTotal = wholeNumber(
		"attachment.total", "25", "how large the files of one message may be together, in MiB", "MiB", 1, 250,
		func(c *Choices, n int) { c.AttachmentTotal = int64(n) << 20 },
	)
)

// wholeNumber is a number from least to most.
func wholeNumber(name, value, help, of string, least, most int, apply func(*Choices, int)) Definition {
	return Definition{
		Name:    name,
		Default: value,
		Help:    help,
		Check: func(v string) error {
			if n, err := strconv.Atoi(v); err != nil || n < least || n > most || v != strconv.Itoa(n) {
				return fmt.Errorf("%s takes a whole number of %s from %d to %d", name, of, least, most)
			}
			return nil
		},
		apply: func(c *Choices, v string) {
			n, _ := strconv.Atoi(v)
			apply(c, n)
		},
	}
}
