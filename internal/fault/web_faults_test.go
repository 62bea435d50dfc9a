package fault

var web = []fault{
	{
		class: 25, mistake: "whatever a link's address holds is kept, until the headers are full",
		file: "server/web/link.go",
		old:  `tokenForm().MatchString(token) {`, new: `token != "" {`,
		test: "./server/host TestALinkThatIsNoTokenIsNotKept",
	},
	{
		class: 40, mistake: "any host name is answered",
		file: "server/web/guard.go",
		old:  `if host := string(c.Request().Host()); !s.serves(host) || !isPlain(c.Request()) {`,
		new:  `if host := string(c.Request().Host()); host == "" {`,
		test: "./server/web TestOnlyTheHostsOfThisSiteAreAnswered",
	},
	{
		class: 40, mistake: "redirects lead wherever a form says",
		file: "server/web/local.go",
		old:  `!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {` + "\n\t\treturn instead",
		new:  `!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {` + "\n\t\treturn path",
		test: "./server/web TestOnlyPathsOfThisSiteAreFollowed",
	},
	{
		class: 42, mistake: "a browser's own words for itself are quoted in notices",
		file: "server/web/agent.go",
		old:  `return strings.Join(known, ", ")`,
		new:  `return agent`,
		test: "./server/web TestABrowserIsNamedAndNothingOfItsOwnWordsIsKept",
	},
	{
		class: 43, mistake: "pages may be kept",
		file: "server/web/render.go",
		old: "}\n\t" + `r.c.Append(fiber.HeaderVary, "HX-Request", fiber.HeaderAcceptLanguage, fiber.HeaderCookie)` +
			"\n\tr.c.Set(fiber.HeaderCacheControl, \"no-store\")",
		new:  "}\n\t" + `r.c.Append(fiber.HeaderVary, fiber.HeaderAcceptLanguage)` + "\n\tr.c.Set(fiber.HeaderCacheControl, \"private\")",
		test: "./server/host TestNoPageBehindTheDoorIsKept",
	},
	{
		class: 44, mistake: "a field's value stays in the buffer that the next request is read into",
		file: "server/web/request.go",
		old:  `bare(name, string(values[0]))`, new: `bare(name, unsafe.String(&values[0][0], len(values[0])))`,
		and:  [2]string{`"unicode/utf8"`, `"unicode/utf8"` + "\n\t" + `"unsafe"`},
		test: "./server/web TestValuesOfOneRequestAreNeverSeenInAnother",
	},
	{
		class: 33, mistake: "forms of other sites are taken",
		file: "server/web/guard.go",
		old:  "\t\treturn s.crossSite(c)\n\t}\n\torigin :=",
		new:  "\t\treturn c.Next()\n\t}\n\torigin :=",
		test: "./server/web TestFormsOfOtherSitesAreRefused",
	},
	{
		class: 42, mistake: "a subject goes on in a header of its own",
		file: "internal/message/smtp.go",
		old:  `return strings.Join(strings.FieldsFunc(text, isControl), " ")`, new: `return text`,
		test: "./internal/message TestNothingCanBeInjectedIntoAHeader",
	},
	{
		class: 42, mistake: "an address goes on in the conversation with the mail server",
		file: "internal/message/smtp.go",
		old:  `to, err := address.ParseEmail(m.Recipient)`,
		new:  `to, err := address.Email{Local: m.Recipient}, error(nil)`,
		test: "./internal/message TestNothingCanBeInjectedIntoAHeader",
	},
	{
		class: 42, mistake: "formulas stand in the file with the audit log",
		file: "server/web/csv.go",
		old:  `row[i] = cell(row[i])`, new: `row[i] = strings.TrimSpace(row[i])`,
		test: "./server/desk TestTheExportedLogRunsNowhere",
	},
}
