package code

// Period is the length of a time step in seconds (X in RFC 6238, section 4.1).
const Period = 30

const periodMillis = Period * 1000

// Step returns the number of the time step at unixMillis, in milliseconds since 1970-01-01 UTC (RFC 6238,
// section 4.2, with T0 = 0).
func Step(unixMillis int64) int64 {
	return (unixMillis - sinceStep(unixMillis)) / periodMillis
}

// Remaining returns how many milliseconds are left of the time step at unixMillis: from 1 to 30,000.
func Remaining(unixMillis int64) int64 {
	return periodMillis - sinceStep(unixMillis)
}

// sinceStep rounds down also before 1970, where Go's remainder is negative.
func sinceStep(unixMillis int64) int64 {
	return (unixMillis%periodMillis + periodMillis) % periodMillis
}
