// Package slowtest holds the tests that take long by nature: the built program is killed again and again, its
// system calls are watched, five hundred people use it at once, a development server follows saved files, and
// attacks run through whole flows.
package slowtest
