// Package address knows how hosts and e-mail addresses go over the wire, and which of them exist. People write them in
// their own letters; mail servers, browsers and certificates know them in ASCII (RFC 5890). What is shown stays as it was
// written; what is sent, linked to, or compared is the form from here.
package address
