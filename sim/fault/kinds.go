package fault

// Kinds lists every kind, in the order in which a session would meet them.
var Kinds = []Kind{
	dnsFailure,
	unreachable,
	connectionRefused,
	connectTimeout,
	greetingDefer,
	greetingReject,
	silent,
	dropBeforeData,
	noStartTLS,
	tlsRollout,
	certificateMismatch,
	tlsHang,
	messagesPerConnection,
	deferral,
	rejection,
	dropMidData,
	dropAfterData,
	slowReply,
	acceptAndLose,
}
