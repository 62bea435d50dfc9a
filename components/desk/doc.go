// Package desk draws the screens of the host's staff: people, recovery cases, policy, settings, messages, and
// the audit log.
package desk
