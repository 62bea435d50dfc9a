package membership

// Undo is what "This wasn't me" undoes in an account, without what it does to the person's sign-in.
var Undo = (*Service).undo
