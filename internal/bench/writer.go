package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"time"
)

const (
	writersAtOnce = 24
	writeTime     = 10 * time.Second
	writersPause  = 200 * time.Millisecond
	mostAtOnce    = 50 // tickets that staff change together
)

// measureWriter has people write for a while: clients answer and read their tickets, staff answer, give tickets to each other and
// close them, many at once too.
func (b *bench) measureWriter(many *desked) error {
	writers, err := many.writers(uploadsAtOnce, writersAtOnce)
	if err != nil {
		return err
	}
	began := time.Now()
	counts := make([]int, writersAtOnce+1)
	err = together(len(counts), len(counts), func(worker, _ int) error {
		for turn := 0; time.Since(began) < writeTime; turn++ {
			acts := many.deskActs(turn)
			if worker < writersAtOnce {
				time.Sleep(writersPause)
				acts = writers[worker].acts(turn)
			}
			for _, act := range acts {
				if err := act.send(); err != nil {
					return err
				}
				counts[worker]++
			}
		}
		return nil
	})
	sum := 0
	for _, n := range counts {
		sum += n
	}
	b.note("requests that write, per second", "%.0f", float64(sum)/writeTime.Seconds())
	if err := errors.Join(err, many.process.stop()); err != nil {
		return err
	}
	return b.tellHeld(many.process)
}

// once names a form that is sent.
func once() string { return strconv.FormatUint(rand.Uint64(), 36) }

// act is one thing that somebody does.
type act struct {
	by     reader
	client int
	path   string
	form   url.Values // nil reads
}

func (a act) send() error {
	l, err := dial(a.by.address, a.client%250)
	if err != nil {
		return err
	}
	defer l.close()
	request := get(a.by.address, a.path, a.by.session)
	if a.form != nil {
		request = post(a.by.address, a.path, a.by.session, a.form.Encode())
	}
	got, err := l.send(request)
	if err == nil && got.status != 200 && got.status != 303 && got.status != 422 && got.status != 429 { // who writes too much is told so
		err = fmt.Errorf("%s was answered by %d %s", a.path, got.status, got.location)
	}
	return err
}

func (w writer) acts(turn int) []act {
	page := "/tickets/" + w.number
	answer := url.Values{"message": {"It is turn " + strconv.Itoa(turn) + ", and " + commonWord + " is slow."}, "once": {once()}}
	return []act{
		{w.reader, w.client, page, answer},
		{w.reader, w.client, page, nil},
		{w.reader, w.client, "/tickets", nil},
	}
}

func (d *desked) deskActs(turn int) []act {
	first := d.tickets/2 + turn*mostAtOnce%(d.tickets/2-mostAtOnce)
	number := fmt.Sprintf("/desk/tickets/T-%d", first)
	var all []string
	for i := range mostAtOnce {
		all = append(all, fmt.Sprintf("T-%d", first+i))
	}
	answer := url.Values{"body": {"We look into it. " + strconv.Itoa(turn)}, "kind": {"answer"}, "do": {"send"}, "once": {once()}}
	return []act{
		{d.staff, 0, number, nil},
		{d.staff, 0, number, answer},
		{d.staff, 0, number + "/assign", url.Values{"assignee": {"me"}}},
		{d.staff, 0, "/desk/queue", url.Values{"do": {"assign"}, "assignee": {"me"}, "id": all}},
		{d.staff, 0, "/desk/queue", url.Values{"do": {"close"}, "id": all}},
	}
}

// tellHeld tells how long transactions held the writer.
func (b *bench) tellHeld(p *process) error {
	said, err := p.saidAtItsEnd()
	if err != nil {
		return err
	}
	longest, err := time.ParseDuration(said.Longest)
	b.note("transactions by how long they held the writer (ms)", "%s", said.Writer)
	b.note("the longest commit, its sync with it", "%s", said.Commit)
	b.hold("the longest transaction, its commit aside (ms)", "", milliseconds(longest), said.By)
	return err
}
