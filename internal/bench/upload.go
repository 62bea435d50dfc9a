package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

const (
	uploadsAtOnce = 20
	uploadSize    = 10 << 20
	uploadBlock   = 64 << 10
	boundary      = "----bench-boundary"
)

// measureUploads has several people attach a file at once, each to a ticket of their own, and looks at how far that raises the
// server's memory.
func (b *bench) measureUploads(many *desked) (err error) {
	writers, err := many.writers(0, uploadsAtOnce)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, many.process.stop()) }()
	if err := writers[0].attach(uploadBlock); err != nil { // the first one prepares statements
		return err
	}
	if err := many.process.forgetPeak(); err != nil {
		return err
	}
	before, err := many.process.memory("VmHWM")
	if err != nil {
		return err
	}
	began := time.Now()
	err = together(uploadsAtOnce, uploadsAtOnce, func(worker, _ int) error { return writers[worker].attach(uploadSize) })
	if err != nil {
		return err
	}
	peak, err := many.process.memory("VmHWM")
	b.hold("20 uploads of 10 MiB at once raise the peak by (MiB)", "", peak-before,
		fmt.Sprintf("from %.0f MiB, in %.1f s", before, time.Since(began).Seconds()))
	return err
}

// writer is somebody signed in with a ticket of their account.
type writer struct {
	reader
	client int
	number string
}

// writers starts the host with some of those who write signed in: the number of an account is that of its first ticket, but for
// every twentieth. The host is started anew after they have signed in, since hashing passwords takes much memory.
func (d *desked) writers(from, count int) (all []writer, err error) {
	if err := d.start(); err != nil {
		return nil, err
	}
	for who := fewTickets + 2*from; len(all) < count; who += 2 { // an even one is never the first after a twentieth
		w := writer{client: who, number: fmt.Sprintf("T-%d", who)}
		if w.reader, err = d.signIn(who); err != nil {
			return nil, errors.Join(err, d.process.stop())
		}
		all = append(all, w)
	}
	if err := d.process.stop(); err != nil {
		return nil, err
	}
	if err := d.start(); err != nil {
		return nil, err
	}
	for i := range all {
		all[i].address = d.process.address
	}
	return all, nil
}

// attach sends a message with a file of random content, as a form comes from a browser.
func (w writer) attach(size int) error {
	l, err := dial(w.address, w.client%250)
	if err != nil {
		return err
	}
	defer l.close()
	dice := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(w.client)))
	var first strings.Builder
	for name, value := range map[string]string{"message": "Here is the file.", "once": strconv.FormatUint(dice.Uint64(), 36)} {
		fmt.Fprintf(&first, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, name, value)
	}
	fmt.Fprintf(&first, "--%s\r\nContent-Disposition: form-data; name=\"files\"; filename=\"backup.bin\"\r\n"+
		"Content-Type: application/octet-stream\r\n\r\n", boundary)
	last := "\r\n--" + boundary + "--\r\n"
	head := "POST /tickets/" + w.number + " HTTP/1.1\r\nHost: " + w.address + "\r\n" + browserHeaders + cookieLine(w.session) +
		"Origin: http://" + w.address + "\r\nSec-Fetch-Site: same-origin\r\n" +
		"Content-Type: multipart/form-data; boundary=" + boundary + "\r\n" +
		"Content-Length: " + strconv.Itoa(first.Len()+size+len(last)) + "\r\n\r\n" + first.String()
	if err := l.conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		return err
	}
	if _, err := l.conn.Write([]byte(head)); err != nil {
		return err
	}
	block := make([]byte, uploadBlock)
	for range size / len(block) {
		for i := 0; i < len(block); i += 512 { // each block is another one
			block[i] = byte(dice.Uint32())
		}
		if _, err := l.conn.Write(block); err != nil {
			return err
		}
	}
	a, err := l.send([]byte(last))
	if err == nil && (a.status != 303 || !strings.HasPrefix(a.location, "/tickets/")) {
		err = fmt.Errorf("a file was answered by %d %s", a.status, a.location)
	}
	return errors.Join(err)
}
