package user

import "errors"

// ErrBadRole refuses a role that does not exist.
var ErrBadRole = errors.New("a role is administrator, support or client")

// ParseRole reads a role as it is written in the shell and in forms; [ErrBadRole] if there is none of that
// name.
func ParseRole(text string) (Role, error) {
	switch text {
	case "administrator":
		return Administrator, nil
	case "support":
		return Support, nil
	case "client":
		return Client, nil
	}
	return Client, ErrBadRole
}
