// Package signin draws the way in: password, second step, forgotten password, new accounts, and what links in mails open.
package signin
