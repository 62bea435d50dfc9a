package db

import (
	"fmt"

	"github.com/google/uuid"
)

// LastID comes behind every id.
const LastID = "\U0010FFFF"

// NewID returns an id for a new row: a UUIDv7, so that rows are stored in the order in which they were made.
func NewID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return id.String(), nil
}
