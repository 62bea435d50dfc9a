package host

// UsageError is a mistake in the command's flags or arguments, in words for the person at the shell.
type UsageError string

func (e UsageError) Error() string { return string(e) }
