package authn

// What the tests of this package see of its limits.
var (
	BrowsersLimit  = browsersLimit
	PasswordLimits = passwordLimits
)

// SentYear is the same for codes that are sent.
const SentYear = sentYear

// FreeGuesses is how many wrong guesses there are without a wait.
const FreeGuesses = freeGuesses

// AtOnce is how many passwords of one person are hashed at the same moment.
const AtOnce = atOnce
