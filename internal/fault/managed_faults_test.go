package fault

// managed are mistakes in what the program and its service manager tell each other.
var managed = []fault{
	{
		class: 53, mistake: "the watchdog hears from a program that can't ask its database",
		file: "server/host/systemd.go",
		old:  "if err == nil || db.IsDisk(err) {", new: "if err == nil || db.IsDisk(err) || true {",
		test: "./server/slowtest TestTheWatchdogHearsWhoCanServe",
	},
	{
		class: 53, mistake: "a full disk has the program killed, and the start that follows is refused",
		file: "server/host/systemd.go",
		old:  "if err == nil || db.IsDisk(err) {", new: "if err == nil && !db.IsDisk(err) {",
		test: "./server/slowtest TestTheWatchdogLeavesAProgramWhoseDiskIsFull",
	},
	{
		class: 53, mistake: "the program makes a socket of its own beside the one that it is handed",
		file: "server/host/systemd.go",
		old:  "	o.Listen = all[0].Addr().String()\n	return all[0], nil", new: "	return nil, nil",
		test: "./server/slowtest TestARestartTurnsNobodyAway",
	},
	{
		class: 53, mistake: "a signal to reload ends the program",
		file: "server/command/serve.go",
		old:  "signal.Notify(reload, syscall.SIGHUP)", new: "signal.Notify(reload, syscall.SIGUSR2)",
		test: "./server/slowtest TestAServiceTellsHowFarItIs",
	},
	{
		class: 53, mistake: "a secret of systemd's takes the place of one that a flag names",
		file: "server/host/outbox.go",
		old:  `d.Credentials != "" && *file == ""`, new: `d.Credentials != ""`,
		test: "./server/command TestSecretsAmongSystemdsCredentials",
	},
}
