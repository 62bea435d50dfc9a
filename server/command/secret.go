package command

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"latchkey/server/host"

	"golang.org/x/term"
)

// secret reads a password: asked for twice and without an echo where there is a
// terminal and ask is set, else as one line of standard input.
func (c Console) secret(ask bool) (string, error) {
	if !ask {
		return readLine(c.In)
	}
	terminal, ok := c.In.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return "", host.UsageError("there is no terminal to ask for the password on; give it as one line with --password-stdin")
	}
	return c.askTwice(func() ([]byte, error) { return term.ReadPassword(int(terminal.Fd())) })
}

func (c Console) askTwice(read func() ([]byte, error)) (string, error) {
	first, err := c.prompt("Password: ", read)
	if err != nil {
		return "", err
	}
	again, err := c.prompt("The same again: ", read)
	if err != nil {
		return "", err
	}
	if first != again {
		return "", errors.New("the two passwords differ; nobody was added")
	}
	return first, nil
}

func (c Console) prompt(words string, read func() ([]byte, error)) (string, error) {
	fmt.Fprint(c.Err, words)
	line, err := read()
	fmt.Fprintln(c.Err)
	if err != nil {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	if len(line) == 0 {
		return "", host.UsageError("no password was typed; nobody was added")
	}
	return string(line), nil
}

func readLine(in io.Reader) (string, error) {
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	if line == "" {
		return "", host.UsageError("there is no password on standard input; give it as one line")
	}
	return line, nil
}
