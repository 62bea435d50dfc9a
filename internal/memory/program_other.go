//go:build !linux

package memory

// ForgetProgram does nothing: this system is not known to be able to.
func ForgetProgram() {}
