// Package search finds people, accounts, tickets, invoices, services and domains by words and by parts of what names them.
// Whoever owns such a thing puts what is to be found into the index, in the transaction of the change; pages ask [Find].
//
// The index is made of tables of its own, which only this package reads and which SQLite alone has: another database needs
// another index behind the same functions. What is typed and what is stored are folded alike, see fold.go. Who may find
// what is a part of each term of the index, see term.go: a client's words are looked up in places where only words of the
// client's own accounts stand, so that neither an answer nor its time depends on what others have.
package search

import (
	"context"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Kind says what a document leads to.
type Kind string

// The kinds.
const (
	Person  Kind = "person"
	Account Kind = "account"
	Ticket  Kind = "ticket"
	Service Kind = "service"
	Domain  Kind = "domain"
	Invoice Kind = "invoice"
)

// Kinds returns all kinds, in the order in which results show them.
func Kinds() []Kind { return []Kind{Person, Account, Ticket, Service, Domain, Invoice} }

// Document is what can be found of a thing. Several may lead to one ticket: each message is one. Of all else there is one.
type Document struct {
	Kind     Kind
	ID       string   // the document's own, of its kind
	Of       string   // the object that it leads to; "" is ID
	Account  string   // the client account whose people may find it; "": staff alone do
	Internal bool     // staff alone find it although it has an account
	Title    string   // what is shown, and found by its words
	Text     string   // found by its words, and shown in part; plain text
	Parts    []string // numbers, addresses, names of domains: found by any three letters or digits that follow each other
	At       clock.Instant
}

func (d Document) of() string {
	if d.Of == "" {
		return d.ID
	}
	return d.Of
}

// Put stores documents, each in place of what its kind and id said before. What it said before is gone from the index for
// good: the writer's connection overwrites what it deletes.
func Put(ctx context.Context, tx db.Tx, documents ...Document) error {
	if ready, err := begin(ctx, tx); err != nil || !ready {
		return err
	}
	for _, d := range documents {
		if err := put(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// Delete takes documents of a kind out of the index for good. Those that are not there are passed over.
func Delete(ctx context.Context, tx db.Tx, kind Kind, ids ...string) error {
	if ready, err := begin(ctx, tx); err != nil || !ready {
		return err
	}
	for _, id := range ids {
		if err := remove(ctx, tx, kind, `kind = $1 AND document_id = $2`, id); err != nil {
			return err
		}
	}
	return nil
}

// DeleteOf takes every document that leads to an object out of the index for good.
func DeleteOf(ctx context.Context, tx db.Tx, kind Kind, of string) error {
	if ready, err := begin(ctx, tx); err != nil || !ready {
		return err
	}
	return remove(ctx, tx, kind, `kind = $1 AND leads_to = $2`, of)
}
