// Package browsertest tests what people do in a real browser, with scripts and without: whole journeys, the
// keyboard, the languages, and every page with assistive technology in mind.
package browsertest
