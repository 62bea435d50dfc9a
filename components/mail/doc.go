// Package mail draws e-mails, and the demo's mailbox with the messages that would have been sent.
package mail
