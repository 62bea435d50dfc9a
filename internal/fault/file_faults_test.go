package fault

// filing are mistakes about what people write and attach.
var filing = []fault{
	{
		class: 50, mistake: "what a route has left unread of a form is taken for the next request",
		file: "server/web/body.go",
		old:  `if !body.ended {`, new: `if body.left < -1 {`,
		test: "./server/web TestWhatIsLeftUnreadIsNoRequest",
	},
	{
		class: 50, mistake: "a form that broke off is taken for whole",
		file: "server/web/body.go",
		old:  `case len(body) < length:`, new: `case len(body) < 0:`,
		test: "./server/web TestAFormThatBreaksOffLeavesNothing",
	},
	{
		class: 50, mistake: "each byte buys a sender all the patience there is, so that a few hold every place",
		file: "server/web/pace.go",
		old:  `p.until = p.until.Add(time.Duration(n) * time.Second / slowest)`,
		new:  `p.until = time.Now().Add(time.Duration(n) * time.Hour / slowest)`,
		test: "./server/web TestWhoIsTooSlowIsTold",
	},
	{
		class: 50, mistake: "the headers of one part are gathered in memory, however long they are",
		file: "server/web/pace.go",
		old:  `if p.heads {`, new: `if p.heads && p.most < 0 {`,
		test: "./server/web TestAFormWithFilesIsTaken",
	},
	{
		class: 50, mistake: "the text of a form with files is gathered in memory, however long it is",
		file: "server/web/upload.go",
		old:  `if s.size += len(text); s.size > BodyLimit {`, new: `if s.size += len(text); s.size > 1<<40 {`,
		test: "./server/web TestAFormWithFilesIsTaken",
	},
	{
		class: 50, mistake: "one person's files keep everybody else's out",
		file: "server/web/upload.go",
		old:  `u.of[whose] >= mostUploads-u.all`, new: `u.all >= mostUploads`,
		test: "./server/web TestNobodyTakesEveryUpload",
	},
	{
		class: 30, mistake: "whoever was signed out while files came in sends them all the same",
		file: "server/web/upload.go",
		old:  `err = r.stillThere()`, new: `err = nil`,
		test: "./server/web TestASessionThatEndsWhileFilesComeIn",
	},
	{
		class: 50, mistake: "a browser shows what somebody has sent",
		file: "server/web/sendfile.go",
		old:  "`attachment; filename=\"`", new: "`inline; filename=\"`",
		test: "./server/web TestAFileIsSentAsADownload",
	},
	{
		class: 50, mistake: "a page that somebody has sent is called one",
		file: "server/web/sendfile.go",
		old:  `if served[a.Type] {`, new: `if a.Type != "" {`,
		test: "./server/web TestAFileIsSentAsADownload",
	},
	{
		class: 50, mistake: "what somebody has sent belongs to this site, should a browser show it",
		file: "server/web/sendfile.go",
		old:  `"sandbox; default-src 'none'"`, new: `"default-src 'self'"`,
		test: "./server/web TestAFileIsSentAsADownload",
	},
	{
		class: 50, mistake: "a file is attached whose content is gone",
		file: "internal/attachment/attachment.go",
		old:  `if err := f.place(s); err != nil {`, new: `if err := f.place(s); err != nil && !errors.Is(err, ErrNotPlaced) {`,
		test: "./internal/attachment TestARowHasItsContent",
	},
	{
		class: 50, mistake: "what one deletes is gone for everybody who has attached the same",
		file: "internal/attachment/clear.go",
		old:  `if is, err := named(ctx, tx, hash); err != nil || is {`, new: `if _, err := named(ctx, tx, hash); err != nil {`,
		test: "./internal/attachment TestAContentGoesWithItsLastRow",
	},
	{
		class: 47, mistake: "a file is deleted while a backup is made that names it",
		file: "internal/attachment/clear.go",
		old:  `syscall.LOCK_EX|syscall.LOCK_NB`, new: `syscall.LOCK_SH|syscall.LOCK_NB`,
		test: "./internal/attachment TestAContentGoesWithItsLastRow",
	},
	{
		class: 50, mistake: "a row reads any file of the host's",
		file: "internal/attachment/stage.go",
		old:  `err != nil || len(raw) != sha256.Size {`, new: `err == nil && len(raw) == 0 {`,
		test: "./internal/attachment TestAHashThatIsNoneLeadsNowhere",
	},
	{
		class: 50, mistake: "files of any size are attached",
		file: "internal/attachment/attachment.go",
		old:  `if s.Size > most.Size {`, new: `if s.Size < 0 {`,
		test: "./internal/attachment TestWhatIsTooLargeIsRefused",
	},
	{
		class: 50, mistake: "a name is a device of Windows",
		file: "internal/attachment/name.go",
		old:  `if device.MatchString(name) {`, new: `if name == "-" {`,
		test: "./internal/attachment TestNamesAreCleaned",
	},
	{
		class: 50, mistake: "a program's name reads like a picture's, turned around",
		file: "internal/attachment/name.go",
		old:  `case !unicode.IsGraphic(r):`, new: `case unicode.IsControl(r):`,
		test: "./internal/attachment TestNamesAreCleaned",
	},
	{
		class: 47, mistake: "a backup lacks what is attached",
		file: "server/host/backup.go",
		old:  `err != nil || !is { // a copy`, new: `err != nil || is { // a copy`,
		test: "./server/command TestABackupTakesWhatIsAttached",
	},
	{
		class: 47, mistake: "a backup lacks a file that was lost, and nobody hears of it",
		file: "server/host/backup.go",
		old:  `if len(left) > 0 && !o.SkipDamaged {`, new: `if len(left) > 1000 {`,
		test: "./server/command TestAnAttachedFileThatIsLostIsNamed",
	},
	{
		class: 42, mistake: "a link in a message runs a script",
		file: "internal/markdown/draw.go",
		old:  `case "http", "https":`, new: `case "javascript":` + "\n\t\treturn u, true\n\t" + `case "http", "https":`,
		test: "./internal/markdown TestHowTextIsDrawn",
	},
	{
		class: 42, mistake: "a link in a message shows another host than it leads to",
		file: "internal/markdown/draw.go",
		old:  `words(source, n) != string(n.Destination) || hides(to)`, new: `hides(to)`,
		test: "./internal/markdown TestHowTextIsDrawn",
	},
	{
		class: 28, mistake: "a short message takes the server minutes to draw",
		file: "internal/markdown/markdown.go",
		old:  `links > mostLinks || brackets > mostBrackets`, new: `links < 0 || brackets < 0`,
		test: "./internal/markdown TestNoTextTakesLong",
	},
}
