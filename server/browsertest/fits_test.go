package browsertest

import (
	"testing"

	"latchkey/server/hosttest"
)

// The page that staff are led to at first does not scroll in a window that holds all that it says: what is below would be blank.
func TestTheFirstPageOfStaffDoesNotScroll(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	staff := s.Browser()
	staff.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword)
	b := openTab(t, s, true)
	b.becomes(staff)
	for _, size := range [][2]int64{{1280, 800}, {1366, 768}, {1280, 720}} {
		b.emulate("light", size[0], size[1])
		b.open("/security/two-factor")
		b.until("the page", func() error {
			return unlessTrue(eval[bool](b, `document.readyState === "complete"`), "it is not there yet")
		})
		if over := eval[int](b, `document.documentElement.scrollHeight - innerHeight`); over > 0 {
			t.Errorf("at %dx%d it scrolls by %d pixels", size[0], size[1], over)
		}
	}
}
