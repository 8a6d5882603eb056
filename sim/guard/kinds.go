package guard

// Kinds lists every kind, in the order in which a message would meet them.
var Kinds = []Kind{
	recipientLimitKind,
	externalLimitKind,
	tenantLimitKind,
	overloadKind,
	sizeLimitKind,
	rateLimitKind,
	attributionKind,
	unknownRecipientKind,
	greylistKind,
	receiveLimitKind,
	hopLimitKind,
	loopCheckKind,
	duplicateCheckKind,
	quarantineKind,
	discardKind,
}
