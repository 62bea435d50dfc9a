// Package slowtest holds the tests that take long for their own sake: the built program killed again and again, its
// system calls watched, half a thousand people at once, a development server that follows what is saved, and break-ins that go through the whole of a flow.
package slowtest
