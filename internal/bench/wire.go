package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// link is one kept-alive connection. It reads whole answers and costs next to nothing, since it shares the processors
// with the server that it measures.
type link struct {
	conn net.Conn
	in   *bufio.Reader
	body []byte // of the last answer
}

// answer is what matters of a response.
type answer struct {
	status   int
	location string
	coding   string
	cookies  map[string]string
	body     []byte // until the next one
	bytes    int    // on the wire, head and body
}

// sourceOf is the loopback address of the i-th client: each sits in a network (/24) of its own.
func sourceOf(i int) net.IP { return net.IPv4(127, byte(1+i/250), byte(1+i%250), 1) }

func dial(address string, client int) (*link, error) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: sourceOf(client)}, Timeout: 10 * time.Second}
	conn, err := dialer.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &link{conn: conn, in: bufio.NewReaderSize(conn, 32<<10)}, nil
}

func (l *link) close() { _ = l.conn.Close() }

// send sends a request and reads its answer to the end. Redirects are not followed.
func (l *link) send(request []byte) (answer, error) {
	var a answer
	if err := l.conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return a, err
	}
	if _, err := l.conn.Write(request); err != nil {
		return a, err
	}
	length, err := l.head(&a)
	if err != nil {
		return a, err
	}
	if cap(l.body) < length {
		l.body = make([]byte, length)
	}
	a.body = l.body[:length]
	_, err = io.ReadFull(l.in, a.body)
	a.bytes += length
	return a, err
}

func (l *link) head(a *answer) (length int, err error) {
	line, err := l.in.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, fmt.Errorf("reading answer: %q, %w", line, err)
	}
	a.bytes = len(line)
	if a.status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length = -1
	for {
		line, err := l.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		a.bytes += len(line)
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch {
		case equal(name, "content-length"):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, err
			}
		case equal(name, "location"):
			a.location = string(value)
		case equal(name, "content-encoding"):
			a.coding = string(value)
		case equal(name, "set-cookie"):
			a.keep(string(value))
		}
	}
	if length < 0 {
		return 0, fmt.Errorf("an answer with status %d does not say how long it is", a.status)
	}
	return length, nil
}

func (a *answer) keep(cookie string) {
	pair, _, _ := strings.Cut(cookie, ";")
	name, value, _ := strings.Cut(pair, "=")
	if a.cookies == nil {
		a.cookies = map[string]string{}
	}
	a.cookies[name] = value
}

func equal(name []byte, lower string) bool { return bytes.EqualFold(name, []byte(lower)) }

// The headers that a browser sends with everything.
const browserHeaders = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n" +
	"Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n"

func get(host, path, cookies string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + browserHeaders + cookieLine(cookies) + "\r\n")
}

func post(host, path, cookies, form string) []byte {
	return []byte("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + browserHeaders + cookieLine(cookies) +
		"Origin: http://" + host + "\r\nSec-Fetch-Site: same-origin\r\n" +
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + strconv.Itoa(len(form)) + "\r\n\r\n" + form)
}

func cookieLine(cookies string) string {
	if cookies == "" {
		return ""
	}
	return "Cookie: " + cookies + "\r\n"
}
