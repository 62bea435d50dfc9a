// Command wasm is the helper in the browser: it writes codes as they are read, counts down to the next code on the
// server's clock, copies, prints, and moves the focus with the step. It is compiled with GOOS=js GOARCH=wasm, uses the
// same package code as the server, and takes every word from the page. Every form works without it, and it decides
// nothing: the server judges each code again.
//
// It listens on the document only, so nodes that htmx swaps need no binding and leave nothing behind.
package main
