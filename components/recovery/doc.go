// Package recovery draws the screens with which people recover an account for which they have lost every second
// step.
package recovery
