// Package mail draws e-mails, and the demo's mailbox that shows what would have been sent.
package mail
