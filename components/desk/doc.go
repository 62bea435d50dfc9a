// Package desk draws the screens of the host's staff: people, recovery cases, policy, settings, messages, the audit log.
package desk
