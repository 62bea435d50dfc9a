package credential

// What the tests of this package see of its limits.
var (
	StrangersLimit = strangersLimit
	BrowsersLimit  = browsersLimit
	PasswordLimits = passwordLimits
)

// StrangersYear is the budget of the limit that all unknown browsers share.
const StrangersYear = strangersYear

// SentYear is the same for codes that are sent.
const SentYear = sentYear

// FreeGuesses is how many wrong guesses there are without a wait.
const FreeGuesses = freeGuesses

// AtOnce is how many passwords of one person are hashed at the same moment.
const AtOnce = atOnce
