package fault

// watching are mistakes by which whoever watches the host is told too much, or nothing.
var watching = []fault{
	{
		class: 12, mistake: "the path of a request stands in the log, with the token of its link",
		file: "server/web/answered.go",
		old:  `notes(c.Context()).route = pattern`, new: `notes(c.Context()).route = c.Path()`,
		test: "./server/host TestTheLogTellsWhatHappenedAndNamesNobody",
	},
	{
		class: 28, mistake: "strangers fill the memory with series, one for each address that they make up",
		file: "server/host/metrics.go",
		old:  `route = "none"`, new: `route = "none " + time.Now().String()`,
		test: "./server/host TestMetricsCountWhatHappensAndNoStrangerMakesThemMore",
	},
	{
		class: 45, mistake: "metrics are served to everybody who can reach the machine, unasked",
		file: "server/host/metrics_listen.go",
		old:  `		host = "127.0.0.1"`, new: `		host = "0.0.0.0"`,
		test: "./server/host TestMetricsAreOnAListenerOfTheirOwn",
	},
	{
		class: 28, mistake: "whoever asks whether the host is ready has it write to its disk, as often as they ask",
		file: "internal/db/disk.go",
		old:  `time.Since(k.tried) < probeEvery`, new: `time.Since(k.tried) < 0`,
		test: "./internal/db TestManyWhoAskWhetherItIsReadyWriteOnce",
	},
}
