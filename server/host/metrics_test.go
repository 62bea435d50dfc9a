package host_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"latchkey/server/host"
	"latchkey/server/hosttest"
)

func withMetrics(o *host.Options) { o.Metrics = "127.0.0.1:0" }

// scraped is what Prometheus reads.
func scraped(t *testing.T, s *hosttest.Server) string {
	t.Helper()
	answer, err := http.Get("http://" + s.Metrics + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v: %s", answer.StatusCode, err, body)
	}
	return string(body)
}

// series are the names of what was read, with their labels.
func series(page string) (names []string) {
	for line := range strings.Lines(page) {
		if at := strings.LastIndex(line, " "); at > 0 && !strings.HasPrefix(line, "#") {
			names = append(names, line[:at])
		}
	}
	slices.Sort(names)
	return names
}

// What happens is counted under the words of the program's own: of a stranger's words there is no series.
func TestMetricsCountWhatHappensAndNoStrangerMakesThemMore(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, withMetrics)
	b := s.Browser()
	b.Post("/sign-in", "email", hosttest.Ada, "password", "wrong")
	b.SignIn()
	strange := func(word string) {
		s.Browser().Get("/" + word)
		s.Browser().Get("/desk/people/" + word)
		s.Browser().Get("/reset-password/" + word)
		b.Send(word, "/sign-in", nil)
		b.Post("/sign-in/verify", "kind", word, "code", "123456")
	}
	strange("A1")
	page := scraped(t, s)
	for _, want := range []string{
		`latchkey_sign_ins_total{method="password",outcome="wrong"} 1`, `latchkey_sign_ins_total{method="password",outcome="done"} 1`,
		`latchkey_http_requests_total{route="/sign-in",method="POST",code="422"} 1`,
		`latchkey_http_request_duration_seconds_count{route="/sign-in"} 2`,
		`latchkey_password_hashes_waiting 0`, `latchkey_outbox_messages{state="failed"} 0`,
		`latchkey_ready 1`, `latchkey_db_writer_wait_seconds_count`,
		`latchkey_db_commit_seconds_count`, `latchkey_db_size_bytes`, `latchkey_disk_free_bytes`, `latchkey_build_info{`, `process_open_fds`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not there:\n%s", want, page)
		}
	}
	before := series(scraped(t, s))
	for i := range 20 {
		strange(fmt.Sprintf("B%d", i))
	}
	for _, name := range series(scraped(t, s)) {
		if _, known := slices.BinarySearch(before, name); !known && !strings.Contains(name, "job=") && !strings.Contains(name, "_bucket{") {
			t.Errorf("strangers made a series: %s", name)
		}
	}
}

// Prometheus itself finds nothing wrong with what it reads.
func TestPrometheusReadsTheMetrics(t *testing.T) {
	t.Parallel()
	tool := promtool(t)
	s := hosttest.Boot(t, withMetrics)
	s.Browser().SignIn()
	check := exec.Command(tool, "check", "metrics", "--extended")
	check.Stdin = strings.NewReader(scraped(t, s))
	out, err := check.CombinedOutput()
	if err != nil && strings.Contains(string(out), "error while linting") {
		t.Errorf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "latchkey_") && !strings.Contains(line, "no help text") && strings.Contains(line, " should ") {
			t.Error(line)
		}
	}
}

func promtool(t *testing.T) string {
	t.Helper()
	tool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed")
	}
	return tool
}

const (
	alerts = "../../.github/watching/alerts.yml"
	board  = "../../.github/watching/grafana.json"
)

// The alerts are fired by what they are for, and by nothing less.
func TestTheAlertsFireWhenTheyShould(t *testing.T) {
	t.Parallel()
	tool := promtool(t)
	if out, err := exec.Command(tool, "check", "rules", alerts).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := exec.Command(tool, "test", "rules", "testdata/alerts.yml").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// What alerts and board ask for is there.
func TestAlertsAndBoardAskForWhatIsThere(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, withMetrics)
	s.Browser().SignIn()
	page := scraped(t, s)
	for !strings.Contains(page, "latchkey_job_") { // the first job runs beside
		page = scraped(t, s)
	}
	for _, file := range []string{alerts, board} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if file == board && !json.Valid(text) {
			t.Error("the board is no JSON")
		}
		names := regexp.MustCompile(`\b(latchkey|process)_[a-z_]+`).FindAllString(string(text), -1)
		if len(names) < 10 {
			t.Fatalf("%s asks for %q", file, names)
		}
		for _, name := range names {
			if !strings.Contains(page, "\n"+name+"{") && !strings.Contains(page, "\n"+name+" ") {
				t.Errorf("%s asks for %s, which is not there", file, name)
			}
		}
	}
}

// The metrics are at one path of a listener of their own, and the people's listener has none.
func TestMetricsAreOnAListenerOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, withMetrics)
	s.Browser().Get("/metrics").Says(t, http.StatusNotFound, "")
	answer, err := http.Get("http://" + s.Metrics + "/sign-in")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("the listener of the metrics has a sign-in page: %d", answer.StatusCode)
	}
	if none := hosttest.Boot(t); none.Metrics != "" {
		t.Errorf("without being asked to, metrics are served at %s", none.Metrics)
	}
	here := hosttest.Boot(t, func(o *host.Options) { o.Metrics = ":0" })
	if at, _, err := net.SplitHostPort(here.Metrics); err != nil || at != "127.0.0.1" {
		t.Errorf("with a port alone metrics are served at %s", here.Metrics)
	}
	if strings.Contains(here.Log.String(), "from other machines") {
		t.Error("a loopback address is warned of")
	}
	all := hosttest.Boot(t, func(o *host.Options) { o.Metrics = "0.0.0.0:0" })
	if !strings.Contains(all.Log.String(), "from other machines") {
		t.Error("that others can read the metrics is not warned of")
	}
}
