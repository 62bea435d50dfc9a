// Command latchkey is the client area of a web host in one file.
package main

import (
	"os"

	"latchkey/server/command"
)

func main() { os.Exit(command.Main()) }
