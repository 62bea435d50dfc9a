// Package security draws Security Settings and every screen that changes what protects an account.
package security
