package host

// UsageError is a mistake in how the program was called, in words for whoever called it.
type UsageError string

func (e UsageError) Error() string { return string(e) }
