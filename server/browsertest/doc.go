// Package browsertest holds what people do in a real browser, with scripts and without: whole journeys, the keyboard, the
// languages, and every page for assistive technology.
package browsertest
