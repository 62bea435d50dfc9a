package command

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"latchkey/server/host"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/pflag"
)

// DefaultEnvFile is where the package puts what the service is given. Every command reads it, so that they all see what the service
// sees.
const DefaultEnvFile = "/etc/latchkey/latchkey.env"

// envFileFlag names the file whose lines are NAME=value, as systemd's EnvironmentFile has them.
const envFileFlag = "env-file"

// others are names that such a file may have for the Go runtime and the libraries.
var others = []string{
	"GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GOTRACEBACK",
	"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_DIR", "SSL_CERT_FILE", "TZ",
}

// ofTests are names that this project's own tests go by, also where they run the program.
var ofTests = []string{"LATCHKEY_BROWSER", "LATCHKEY_FAULTS", "LATCHKEY_OVERLAY", "LATCHKEY_RESTORES"}

// given are the values that flags have outside the arguments, by the flag's name in the environment.
type given map[string]source

// source is a value, and where it was read, as a message names it.
type source struct{ value, from string }

// variable is a flag's name in the environment.
func variable(flag string) string {
	return "LATCHKEY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environment collects what flags are given outside the arguments. The environment counts before the file.
func environment(c Console, flags *pflag.FlagSet) (given, error) {
	all, err := fromFile(c, flags)
	if err != nil {
		return nil, err
	}
	flags.VisitAll(func(f *pflag.Flag) {
		name := variable(f.Name)
		if value := c.Env(name); value != "" {
			all[name] = source{value, "in the environment"}
		}
	})
	return all, nil
}

// fromFile reads the file that --env-file names; without that flag the default one, if there is one.
func fromFile(c Console, flags *pflag.FlagSet) (given, error) {
	all := given{}
	flag := flags.Lookup(envFileFlag)
	if flag == nil {
		return all, nil
	}
	name := flag.Value.String()
	if !flag.Changed {
		if name = c.Env(variable(envFileFlag)); name == "" {
			name = c.EnvFile
		}
	}
	if name == "" {
		return all, nil
	}
	file, err := os.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && name == c.EnvFile:
		return all, nil
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s can't be read by this user: run the command as the service's user, `sudo -u latchkey latchkey …`, "+
			"or name another file with --%s", name, envFileFlag)
	case err != nil:
		return nil, fmt.Errorf("reading --%s: %w", envFileFlag, err)
	}
	defer file.Close()
	known := variables()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		at := fmt.Sprintf("in line %d of %s", n, name)
		key, value, err := envLine(lines.Text())
		switch {
		case err != nil:
			return nil, host.UsageError(at + ": " + err.Error())
		case key == "" || slices.Contains(others, key):
			continue
		case !slices.Contains(known, key):
			return nil, host.UsageError(fmt.Sprintf("there is no %s, which stands %s%s", key, at, nearest(key, known)))
		case value != "":
			all[key] = source{value, at}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return all, nil
}

var errNoPair = errors.New("this is not of the form NAME=value")

// envLine reads a line: NAME=value, with the value bare or in one pair of quotes. It takes what systemd would take the same way, and
// refuses what systemd would read in another one.
func envLine(line string) (name, value string, err error) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' || line[0] == ';' {
		return "", "", nil
	}
	name, value, found := strings.Cut(line, "=")
	if !found || name == "" || strings.ContainsAny(name, " \t\"'") {
		return "", "", errNoPair // without the line: a secret that was pasted there would stand in the log
	}
	if value = strings.TrimSpace(value); len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		value = value[1 : len(value)-1]
	}
	if strings.ContainsAny(value, `"'\`) {
		return "", "", fmt.Errorf("the value of %s has a quote or a backslash in it, which isn't taken here", name)
	}
	return name, value, nil
}

// nearest names the known one that was probably meant.
func nearest(name string, known []string) string {
	best := slices.MinFunc(known, func(a, b string) int {
		return levenshtein.ComputeDistance(name, a) - levenshtein.ComputeDistance(name, b)
	})
	if levenshtein.ComputeDistance(name, best) > len(name)/3 {
		return "; `latchkey serve --help` lists the flags, each with a name there"
	}
	return ": did you mean " + best + "?"
}

// variables are the names in the environment of all flags that any command takes, in order.
func variables() []string {
	names := map[string]bool{}
	for _, flags := range everyFlags() {
		flags.VisitAll(func(f *pflag.Flag) { names[variable(f.Name)] = true })
	}
	return slices.Sorted(maps.Keys(names))
}

// warnOfUnknown says which names in the environment look like a flag's and are none: a slip of the pen that nothing else would tell of.
func warnOfUnknown(c Console) {
	var known []string
	for _, pair := range c.Environ {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "LATCHKEY_") || slices.Contains(ofTests, name) {
			continue
		}
		if known == nil {
			known = variables()
		}
		if !slices.Contains(known, name) {
			fmt.Fprintf(c.Err, "latchkey: there is no %s, which stands in the environment%s\n", name, nearest(name, known))
		}
	}
}
