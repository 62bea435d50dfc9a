package letter

import (
	"testing"

	"latchkey/internal/message"
)

// Every message whose secret is a link's token leads somewhere, and no other does.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	for _, k := range message.Kinds() {
		if (Path(k) != "") != k.Linked() {
			t.Errorf("%s: linked: %v; leads to %q", k, k.Linked(), Path(k))
		}
	}
}
