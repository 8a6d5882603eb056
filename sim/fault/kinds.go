package fault

// Kinds lists every kind, in the order in which a session would meet them.
var Kinds = []Kind{
	dnsFailure,
	unreachable,
	connectionRefused,
	connectTimeout,
	greetingDefer,
	greetingReject,
	noStartTLS,
	tlsRollout,
	certificateMismatch,
	tlsHang,
	deferral,
	rejection,
	dropMidData,
	dropAfterData,
	slowReply,
	acceptAndLose,
}
