package load

import (
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
	"mailstorm/scenarios/trace"
)

// Limit is the most of something that a scenario may ask for.
type Limit struct{ What, Most string }

// Limits lists all that bounds what a scenario costs, whoever wrote it.
func Limits() []Limit {
	n := func(most int64, unit string) string { return parse.Grouped(most) + unit }
	return []Limit{
		{"file of a scenario or a profile", n(decode.LargestFile>>20, " MiB")},
		{"keys, tables and values of lists in a file, and in all profiles of a run", n(parse.MostNodes, "")},
		{"key, name or address", n(parse.LongestName, " characters")},
		{"text", n(decode.LongestText, " characters")},
		{"nesting of lists and tables, parts of a dotted key", n(parse.Deepest, "")},
		{"errors shown at once", n(parse.MostShown, "; `and N more problems` up to ") + parse.Grouped(parse.MostProblems)},
		{"warnings shown one by one", n(decode.MostWarned, "; `and N more warnings`")},
		{"hosts", n(mostHosts, "")},
		{"mailboxes", n(mostAddresses, "; hosts times mailboxes ") + parse.Grouped(mostPaths)},
		{"mailboxes with a table of their own", n(mostSpecial, "")},
		{"mail tables, including those of message traces", n(mostTables, "")},
		{"recipients of one message", n(trace.MostRecipients, "")},
		{"bytes of one message", n(decode.MostSize, "")},
		{"messages", n(decode.MostMessages, "")},
		{"times that `resend` sends again", n(mostResends, "")},
		{"deliveries", n(mostDeliveries, "")},
		{"mail in all", n(mostBytes/1e12, " TB")},
		{"addresses that all filters together match", n(resolve.MostMatches, "")},
		{"duration", n(int64(quantity.LongestTime/quantity.Day), " days")},
		{"size", n(quantity.Largest/1e12, " TB")},
		{"bandwidth", "from 1 kbit/s to 1,000,000 Gbit/s"},
		{"your own profiles", n(profile.MostProfiles, "; based on each other ") + parse.Grouped(profile.MostAncestors)},
		{"CSV file", n(decode.MostRows, " rows, ") + n(decode.LargestSheet/1e6, " MB; all files of a scenario ") + n(decode.MostSheets/1e9, " GB")},
		{"senders and sets of recipients in a message trace", n(trace.MostGroups, "")},
		{"varied keys in one grid", n(grid.MostAxes, "; combinations of their values ") + parse.Grouped(grid.MostChoices)},
		{"limits and weights of times and of some recipients", n(grid.MostParticular, "; points of a curve ") + parse.Grouped(grid.MostPoints)},
		{"expectations", n(expect.MostExpect, ", of ") + parse.Grouped(expect.MostTimes) + " different times; " + parse.Grouped(expect.MostRuns) + " runs, and runs times expectations " + parse.Grouped(expect.MostAsked)},
		{"copies made in a run", "`copy_limit`, " + parse.Grouped(usualCopies) + " unless the scenario says otherwise"},
		{"attempts made in a run", "`attempt_limit`, " + parse.Grouped(usualAttempts) + " unless the scenario says otherwise"},
	}
}
