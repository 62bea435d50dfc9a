// Package recovery draws the screens of the way back in for whoever has lost every second step.
package recovery
