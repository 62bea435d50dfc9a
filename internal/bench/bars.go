package main

// bar is what a figure is held to, both printed by the same format.
type bar struct {
	format string
	least  bool // the figure is to be at least so much, and not at most
	limit  float64
}

// bars is all that is held. A line begins with the name of its bar; what several share goes on with what each is of.
var bars = map[string]bar{
	"start ÷ that of bare Fiber, Bun and SQLite": {"%.2f", false, 1.5},
	"binary (MB)":        {"%.1f", false, 38},
	"memory, idle (MiB)": {"%.0f", false, 34},
	"memory after 200 sign-ins, 64 at once (MiB)":                     {"%.0f", false, 90},
	"memory at its peak, 500 at once (MiB)":                           {"%.0f", false, 160},
	"memory after the rush ÷ idle":                                    {"%.2f", false, 1.25},
	"sign-ins ÷ the floor":                                            {"%.3f", true, 0.95},
	"processor time beyond the hash (ms)":                             {"%.2f", false, 1.2},
	"syncs a sign-in, the hash nearly free":                           {"%.2f", false, 1.3},
	"syncs a sign-in, the real hash":                                  {"%.2f", false, 3},
	"counts beyond their budgets":                                     {"%.0f", false, 0},
	"pages ÷ bare Fiber with one SQLite read":                         {"%.3f", true, 0.15},
	"page's 99th percentile while 64 sign in ÷ the hash":              {"%.2f", false, 4},
	"until it is usable (KB)":                                         {"%.1f", false, 24},
	"requests until it is usable":                                     {"%.0f", false, 5},
	"then the WebAssembly with its loader, brotli (KB)":               {"%.1f", false, 465},
	"layout shift until the WebAssembly has come":                     {"%.4f", false, 0},
	"files asked for on a repeat visit, beside the HTML":              {"%.0f", false, 0},
	"page ÷ with fifty tickets":                                       {"%.2f", false, 1.5},
	"searching for the rarest word, 99th percentile (ms)":             {"%.1f", false, 50},
	"searching for the commonest word, 99th percentile (ms)":          {"%.1f", false, 300},
	"20 uploads of 10 MiB at once raise the peak by (MiB)":            {"%.0f", false, 64},
	"the longest transaction, its commit aside (ms)":                  {"%.1f", false, 20},
	"page ÷ with 1,500 people":                                        {"%.2f", false, 1.5},
	"searching inside words, 99th percentile (ms)":                    {"%.1f", false, 100},
	"making a million people (s)":                                     {"%.0f", false, 180},
	"start ÷ with 1,500 people":                                       {"%.2f", false, 1.5},
	"sign-in, the hash nearly free ÷ with 1,500 people":               {"%.2f", false, 1.5},
	"memory ÷ with 1,500 people":                                      {"%.2f", false, 1.5},
	"the writer's longest turn or commit while a backup is made (ms)": {"%.0f", false, 100},
}
