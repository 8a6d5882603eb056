package guard

// Kinds lists every kind, in the order in which a message would meet them.
var Kinds = []Kind{
	recipientLimitKind,
	externalLimitKind,
	tenantLimitKind,
	hourlyLimitKind,
	overloadKind,
	backPressureKind,
	sizeLimitKind,
	outdatedServerKind,
	rateLimitKind,
	attributionKind,
	unknownRecipientKind,
	greylistKind,
	receiveLimitKind,
	transactionLimitKind,
	hopLimitKind,
	loopCheckKind,
	duplicateCheckKind,
	quarantineKind,
	discardKind,
}
