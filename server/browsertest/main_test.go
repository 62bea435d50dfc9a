package browsertest

import (
	"os"
	"testing"

	chromium "latchkey/internal/browser"
)

func TestMain(m *testing.M) { os.Exit(chromium.Main(m)) }
