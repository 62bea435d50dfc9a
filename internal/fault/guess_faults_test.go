package fault

var guessing = []fault{
	{
		class: 21, mistake: "guesses at codes are not counted",
		file: "internal/authn/second_step.go",
		old:  `held, refusal, err = p.Limiter.ReserveOne(ctx, tx, limit); err != nil {`,
		new: "held, refusal, err = p.Limiter.ReserveOne(ctx, tx, limit); err == nil {\n" +
			"\t\t\trefusal, err = nil, p.Limiter.Reset(ctx, tx, limit)\n\t\t}\n" +
			"\t\tif err != nil {",
		test: "./internal/authn TestParallelGuessesDoNotBeatTheLimit",
	},
	{
		class: 22, mistake: "a right guess refills the year's budget",
		file: "internal/throttle/throttle.go",
		old: "forgive(ctx, tx, limit.Name); err != nil {\n\t\t\treturn err\n\t\t}\n" +
			"\t\tif err := addToYear(ctx, tx, limit, l.Clock.Now(), -1); err != nil {",
		new:  "forgive(ctx, tx, limit.Name); err != nil {\n\t\t\treturn err\n\t\t}\n\t\tif err := forgetYear(ctx, tx, limit.Name); err != nil {",
		test: "./internal/throttle TestSuccessDoesNotRefillABudget",
	},
	{
		class: 23, mistake: "addresses are counted as they are spelled",
		file: "internal/address/email.go",
		old:  `return strings.ToLower(e.Local) + "@" + e.Domain`,
		new:  `return strings.Clone(e.Local) + "@" + e.Domain`,
		test: "./internal/user TestOneKeyForOneAddress",
	},
	{
		class: 25, mistake: "strangers and known browsers share one limit",
		file: "internal/authn/limit.go",
		old:  `return []throttle.Limit{browsersLimit(k, userID, by.Browser), strangers}`,
		new:  `return []throttle.Limit{strangers}`,
		test: "./internal/authn TestStrangersNeverLockAKnownBrowserOut",
	},
	{
		class: 26, mistake: "X-Forwarded-For is believed from anybody",
		file: "server/web/address.go",
		old:  `i >= 0 && s.Trusts(address); i--`,
		new:  `i >= 0; i--`,
		test: "./server/web TestAForwardedAddressFromAStrangerIsIgnored",
	},
	{
		class: 26, mistake: "each IPv6 address is counted by itself",
		file: "internal/authn/limit.go",
		old:  `{bits: 64, v6: true, free: 100},`,
		new:  `{bits: 128, v6: true, free: 100},`,
		test: "./internal/authn TestTheNetworksOfAnAddress",
	},
	{
		class: 28, mistake: "any number of passwords is hashed at once",
		file: "internal/password/gate.go",
		old:  `if g.waiting.Add(1) > maxQueue {`,
		new:  `if g.waiting.Add(1) > 1<<40 {`,
		test: "./internal/password TestTheQueueIsBounded",
	},
	{
		class: 28, mistake: "as many passwords are hashed at once as people come",
		file: "internal/password/gate.go",
		old:  `semaphore.NewWeighted(room), blocks: semaphore.NewWeighted(room + litter)`,
		new:  `semaphore.NewWeighted(1000 * room), blocks: semaphore.NewWeighted(1000 * (room + litter))`,
		test: "./internal/password TestMemoryIsBoundedHoweverManyComeAtOnce",
	},
	{
		class: 28, mistake: "what hashes that are done have left behind counts as free before it is",
		file: "internal/password/gate.go",
		old:  `blocks: semaphore.NewWeighted(room + litter)`,
		new:  `blocks: semaphore.NewWeighted(1000 * (room + litter))`,
		test: "./internal/password TestNoMoreBlocksExistThanTheGateAllows",
	},
	{
		class: 28, mistake: "what a rush took is kept",
		file: "internal/password/gate.go",
		old:  `g.free(g.give)`,
		new:  `g.free(g.collect)`,
		test: "./internal/password TestWhatARushTookIsGivenBackOnceNobodyWaits",
	},
	{
		class: 24, mistake: "the download of backup codes reports whether a single one is right",
		file: "internal/factor/backup.go",
		old:  `len(inputs) != BackupCodes {`, new: `len(inputs) == 0 {`,
		and:  [2]string{`return len(known) == 0, nil`, `return len(known) < BackupCodes, nil`},
		test: "./internal/factor TestAreCodes",
	},
	{
		class: 24, mistake: "the holder of a link to choose a password is told again and again whether a guess is the present one",
		file: "internal/authn/password.go",
		old:  `comparedDaily = 5`, new: `comparedDaily = 5000`,
		test: "./internal/signin TestAResetTakesAnotherPassword",
	},
	{
		class: 24, mistake: "a change of password tells that the new one is the present one before the present one was proved",
		file: "internal/credential/password.go",
		old:  "	verdict := c.Authn.StrengthChecker",
		new: "	if password.Same(ch.Current, ch.New) {\n\t\treturn \"\", v, authn.WeakError{Reason: password.Current}\n\t}\n" +
			"\tverdict := c.Authn.StrengthChecker",
		test: "./internal/credential TestAPasswordIsNotChanged",
	},
	{
		class: 27, mistake: "one person is sent any number of codes",
		file: "internal/authn/send_limit.go",
		old:  `whatsAppDaily = 10 `, new: `whatsAppDaily = 1000 `,
		test: "./internal/authn TestCodesHaveABudgetForTheDay",
	},
	{
		class: 27, mistake: "codes that nobody uses are sent without end",
		file: "internal/authn/send_limit.go",
		old:  `used*100 >= sent*breakerUsed`, new: `used*100 < sent*breakerUsed`,
		test: "./internal/authn TestTheBreaker",
	},
	{
		class: 27, mistake: "one country's numbers may use up what there is for all",
		file: "internal/authn/send_limit.go",
		old:  `user.CountryPrefix(d.Address), (all+1)/2, known)`, new: `user.CountryPrefix(d.Address), all, known)`,
		test: "./internal/authn TestOneCountrysNumbersLeaveRoomForOthers",
	},
	{
		class: 21, mistake: "a sent code bears any number of wrong answers",
		file: "internal/factor/sent_store.go",
		old:  `AND tries_left > 0 AND expires_at > $4`, new: `AND expires_at > $4`,
		test: "./internal/authn TestFiveWrongAnswersKillACode",
	},
	{
		class: 22, mistake: "a guess whose work fails is taken back",
		file: "internal/authn/check.go",
		old:  "if judged = tx.Savepoint(ctx, check); judged != nil {", new: "if err := tx.Savepoint(ctx, check); err != nil {\n\t\t\treturn err",
		and:  [2]string{"\t\t\treturn failed(ctx, tx)\n", "\n"},
		test: "./internal/authn TestTheCountIsNotRolledBack",
	},
	{
		class: 22, mistake: "a guess whose judging fails costs nothing of the year",
		file: "internal/authn/check.go",
		old:  `return failed(ctx, tx)`, new: `return nil`,
		test: "./internal/authn TestTheCountIsNotRolledBack",
	},
	{
		class: 21, mistake: "a wrong code costs nothing of the year",
		file: "internal/authn/second_step.go",
		old:  `held.Fail(ctx, tx, max(1, int64(outcome.Chances)))`, new: `held.Fail(ctx, tx, int64(max(1, outcome.Chances)-1))`,
		test: "./internal/authn TestWhatCountsAsAGuess",
	},
	{
		class: 21, mistake: "whoever has not guessed wrong of late may have used the year up",
		file: "internal/throttle/store.go",
		old:  `SELECT $1, 1, $2, $3 WHERE $4 >`, new: `SELECT $1, 1, $2, $3 WHERE $4 = $4 OR $4 >`,
		test: "./internal/throttle TestAGuessThatIsJudgedAtOnceIsLimitedLikeAnyOther",
	},
	{
		class: 25, mistake: "one stranger's wrong backup codes are everybody's",
		file: "internal/authn/limit.go",
		old:  `strangers = strangersNetworkLimit(k, userID, by.Address)`, new: `strangers = StrangersLimit(k, userID)`,
		test: "./internal/authn TestAStrangersWrongBackupCodesKeepNoOwnerOut",
	},
	{
		class: 27, mistake: "one network has as many codes sent as it likes, to many people",
		file: "internal/authn/send_limit.go",
		old:  `networkDaily*network.Rule.Free/100, false)`, new: `networkDaily*network.Rule.Free, false)`,
		test: "./internal/authn TestWhatBoundsTheCodesOfADay",
	},
}
