// Package security draws Security Settings and every screen that changes how an account is protected.
package security
