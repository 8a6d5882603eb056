package mailbox

// Rows lists every rule, in the order in which a mailbox applies them.
var Rows = []Row{
	dedupRow,
	quotaRow,
	outOfOfficeRow,
	forwardRow,
	redirectRow,
	robotRow,
}
