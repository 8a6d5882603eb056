package scenarios

// Limit is the most of something that a scenario may ask for.
type Limit struct{ What, Most string }

// Limits lists all that bounds what a scenario costs, whoever wrote it.
func Limits() []Limit {
	n := func(most int64, unit string) string { return grouped(most) + unit }
	return []Limit{
		{"file of a scenario or a profile", n(largestFile>>20, " MiB")},
		{"keys, tables and values of lists in a file, and in all profiles of a run", n(mostNodes, "")},
		{"key, name or address", n(longestName, " characters")},
		{"text", n(longestText, " characters")},
		{"nesting of lists and tables, parts of a dotted key", n(deepest, "")},
		{"mistakes told at once", n(mostShown, "; `and N more problems` up to ") + grouped(mostKept)},
		{"warnings told one by one", n(mostWarned, "; `and N more warnings`")},
		{"hosts", n(mostHosts, "")},
		{"mailboxes", n(mostAddresses, "; hosts times mailboxes ") + grouped(mostPaths)},
		{"mailboxes with a table of their own", n(mostSpecial, "")},
		{"tables of mail, those of message traces included", n(mostTables, "")},
		{"recipients of one message", n(mostRecipients, "")},
		{"bytes of one message", n(mostSize, "")},
		{"messages", n(mostMessages, "")},
		{"times that `resend` writes again", n(mostResends, "")},
		{"deliveries", n(mostDeliveries, "")},
		{"mail in all", n(mostBytes/1e12, " TB")},
		{"addresses that all filters together look at", n(mostMatches, "")},
		{"duration", n(int64(longestTime/day), " days")},
		{"size", n(largest/1e12, " TB")},
		{"bandwidth", "from 1 kbit/s to 1,000,000 Gbit/s"},
		{"profiles of your own", n(mostProfiles, "; those that start from each other ") + grouped(longestLine)},
		{"CSV file", n(mostRows, " rows, ") + n(largestSheet/1e6, " MB; all that one scenario reads ") + n(mostSheets/1e9, " GB")},
		{"senders and sets of recipients in a message trace", n(mostGroups, "")},
		{"keys that vary in one grid", n(mostAxes, "; combinations of their values ") + grouped(mostChoices)},
		{"limits and weights of times and of some recipients", n(mostParticular, "; points of a curve ") + grouped(mostPoints)},
		{"expectations", n(mostExpect, ", of ") + grouped(mostTimes) + " different times; " + grouped(MostRuns) + " runs, and runs times expectations " + grouped(mostAsked)},
		{"copies made in a run", "`copy_limit`, " + grouped(usualCopies) + " unless the scenario says otherwise"},
		{"attempts made in a run", "`attempt_limit`, " + grouped(usualAttempts) + " unless the scenario says otherwise"},
	}
}
