package fault

// operating are mistakes at the doors of whoever looks after the host.
var operating = []fault{
	{
		class: 45, mistake: "the console's link makes an administrator although there is staff",
		file: "internal/user/staff_store.go",
		old:  `AND NOT EXISTS (SELECT 1 FROM users WHERE role <> '')`, new: `AND $1 <> ''`,
		test: "./server/command TestAnyFirstStaffEndsTheSetUpLink", part: "a database that had staff before",
	},
	{
		class: 45, mistake: "the console's link holds again once the first staff is staff no more",
		file: "internal/user/store.go",
		old:  `if role != Client {`, new: `if role != Client && id == "" {`,
		test: "./server/command TestAnyFirstStaffEndsTheSetUpLink", part: "support, who is a client again",
	},
	{
		class: 45, mistake: "the folder of a demo is served, with an administrator whose password is published",
		file: "server/host/demo.go",
		old:  `if err == nil && filled {`, new: `if err == nil && filled && h == nil {`,
		test: "./server/command TestTheDemosFolderIsNotServed",
	},
}
