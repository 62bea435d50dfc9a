package revoke

// Change is a change to an account that ends what was granted before it.
type Change string

// The changes.
const (
	PasswordChanged         Change = "the password was changed"
	PasswordReset           Change = "the password was set by an e-mailed link"
	TwoFactorOn             Change = "the first method was set up"
	MethodAdded             Change = "a further method was set up"
	MethodRemoved           Change = "one of several methods was taken off"
	TwoFactorOff            Change = "the owner took every method off"
	SecondStepRemovedByCase Change = "a recovery case took every method off"
	SecondStepRemovedByHost Change = "the host's shell took every method off"
	ContactChanged          Change = "the address or number was changed"
	ContactPutBack          Change = "the address or number before was put back in force"
	OtherSessionsEnded      Change = "the owner ended the other sessions"
	SessionsEnded           Change = "staff ended all sessions"
	NotMe                   Change = "the owner said that a change was none of theirs"
	NotMeMethod             Change = "the owner said that somebody else was inside"
	RoleChanged             Change = "the role was changed"
	PersonDisabled          Change = "the person is kept out"
	PersonEnabled           Change = "the person is let in again"
)

// which of a person's things end.
type which uint8

const (
	none   which = iota
	others       // all but what the change was made in
	all
)

// guesses says whose limit takes strangers' guesses at codes again.
type guesses uint8

const (
	asProved guesses = iota + 1 // the methods no stronger than the proof: a weak one does not refill what a stronger one is guarded by
	ofAll                       // every method: what was guessed at is gone
)

// row is what a change ends.
type row struct {
	epoch      bool  // whatever remembers the epoch that it was made in: links, waiting changes
	challenges bool  // proofs in flight
	sessions   which // signed-in sessions
	trusted    which // browsers that go without the second step
	known      which // browsers that have signed in before, and guess in limits of their own
	methods    bool  // what was done to the methods a short while ago: what was added is suspended, what was removed comes back
	password   bool  // strangers may guess at the password again
	codes      guesses
}

var table = map[Change]row{
	PasswordChanged: {epoch: true, challenges: true, sessions: others, trusted: all, known: others, codes: asProved},
	// A new password: what was guessed at is gone.
	PasswordReset: {epoch: true, challenges: true, sessions: all, trusted: all, known: others, password: true},

	// Until the first method a password was enough to become a known browser, as often as one liked; each would have a
	// limit of its own to guess codes in.
	TwoFactorOn:   {epoch: true, challenges: true, sessions: others, trusted: all, known: others},
	MethodAdded:   {epoch: true, challenges: true, sessions: others, trusted: all},
	MethodRemoved: {epoch: true, challenges: true, sessions: others, trusted: all},
	TwoFactorOff:  {epoch: true, challenges: true, sessions: others, trusted: all}, // off and on again refills no limit

	// Every method is gone, whoever took them off. A case is finished with the password; who goes to the host is kept out.
	SecondStepRemovedByCase: {epoch: true, challenges: true, sessions: all, trusted: all, known: all, codes: ofAll},
	SecondStepRemovedByHost: {epoch: true, challenges: true, sessions: all, trusted: all, known: all, password: true, codes: ofAll},

	ContactChanged: {epoch: true, challenges: true, sessions: others, trusted: all},
	ContactPutBack: {epoch: true, challenges: true, sessions: all, trusted: all, known: all},

	// Whoever sat at the others must not be taken for the person by those browsers in a recovery case.
	OtherSessionsEnded: {sessions: others, trusted: others, known: others},
	SessionsEnded:      {epoch: true, challenges: true, sessions: all, trusted: all, known: all},
	// The browser in which the link was used stays known, if it was: in a recovery case it may be the owner's proof.
	NotMe:       {epoch: true, challenges: true, sessions: all, trusted: all, known: others},
	NotMeMethod: {epoch: true, challenges: true, sessions: all, trusted: all, known: others, methods: true},

	RoleChanged:    {epoch: true, challenges: true, sessions: all, trusted: all, known: all},
	PersonDisabled: {epoch: true, challenges: true, sessions: all, trusted: all, known: all},
	PersonEnabled:  {epoch: true, challenges: true, sessions: all, trusted: all, known: all, password: true},
}
