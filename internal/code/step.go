package code

// Period is how long a time step lasts, in seconds (RFC 6238, section 4.1: X).
const Period = 30

const periodMillis = Period * 1000

// Step is the number of the time step at a moment given in milliseconds since 1970-01-01 UTC (RFC 6238, section 4.2,
// with T0 = 0).
func Step(unixMillis int64) int64 {
	return (unixMillis - sinceStep(unixMillis)) / periodMillis
}

// Remaining is how long the step of that moment still lasts, in milliseconds: from 1 to 30,000.
func Remaining(unixMillis int64) int64 {
	return periodMillis - sinceStep(unixMillis)
}

// sinceStep rounds down also before 1970, where Go's remainder is negative.
func sinceStep(unixMillis int64) int64 {
	return (unixMillis%periodMillis + periodMillis) % periodMillis
}
