package fault

import "slices"

// faults is every mistake there is to bring back.
func faults() []fault {
	return slices.Concat(
		steps, codes, guessing, sessions, recovering, web, operating, logging, disputes, thefts, found, outside, strangers,
		owning, finding, belonging, shown, tickets, filing, desking, attacked, together, straying, giving, costing, managed, keeping,
		watching,
	)
}
