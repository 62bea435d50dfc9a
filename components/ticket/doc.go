// Package ticket holds the screens of support tickets: those of client accounts, and those of people who can't sign in.
package ticket
