// Package account draws the pages of a client account: what it says of itself, who belongs to it and gets its mail, what
// happened in it, and the pages of the links in mails about it.
package account
