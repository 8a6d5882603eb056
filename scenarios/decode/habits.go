package decode

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"mailstorm/scenarios/parse"
)

// keyHabits are what keys are called elsewhere: in Exchange, Postfix and everyday speech. The first that the table has is meant.
var keyHabits = map[string][]string{
	"from": {"mail_from"}, "to": {"rcpt_to"}, "latency": {"delay", "round_trip"}, "rtt": {"round_trip"}, "ping": {"round_trip"}, "wait_time": {"delay", "wait"}, "timeout": {"delay", "message_expiration"},
	"sender": {"from", "mail_from"}, "mail_from": {"from"}, "envelope_from": {"from"}, "author": {"from"},
	"recipient": {"to", "rcpt_to"}, "recipients": {"to", "rcpt_to"}, "rcpt": {"to", "rcpt_to"}, "receiver": {"to"}, "receivers": {"to"}, "address": {"to"},
	"number": {"count"}, "amount": {"count", "rate"}, "messages": {"count"}, "mails": {"count"}, "quantity": {"count"}, "n": {"count"}, "volume": {"count"},
	"per_day": {"rate"}, "per_hour": {"rate"}, "frequency": {"rate"}, "throughput": {"rate", "bandwidth"}, "speed": {"bandwidth"}, "messages_per_day": {"rate"},
	"when": {"at", "starts"}, "time": {"at", "starts", "clock"}, "date": {"at", "starts", "clock"}, "sent": {"at"}, "send_at": {"at"},
	"start": {"starts", "at", "clock"}, "begin": {"starts", "at"}, "begins": {"starts", "at"}, "since": {"starts"}, "from_time": {"starts"},
	"end": {"ends", "length"}, "until": {"ends"}, "stop": {"ends", "length"}, "stops": {"ends"}, "finish": {"ends"},
	"duration": {"lasts", "length"}, "lasting": {"lasts"}, "for": {"lasts"}, "runtime": {"length"}, "horizon": {"length"}, "days": {"hours", "length"},
	"working_hours": {"hours"}, "office_hours": {"hours"}, "business_hours": {"hours"}, "weekdays": {"hours"},
	"mail_size": {"size"}, "bytes": {"size"}, "message_size": {"size"}, "file": {"attachment"}, "attachments": {"attachment"},
	"type": {"kind", "profile"}, "fault": {"kind"}, "guard": {"kind"}, "action": {"kind"},
	"probability": {"share"}, "percent": {"share"}, "percentage": {"share"}, "fraction": {"share"}, "ratio": {"share"}, "chance": {"share"},
	"reply": {"code"}, "response": {"code"}, "status": {"code"}, "error": {"code"}, "smtp_code": {"code"}, "error_code": {"code"},
	"delay": {"wait"}, "greylist_delay": {"wait"}, "greylisting_delay": {"wait"}, "defer_for": {"wait"}, "pause": {"wait"}, "minutes": {"wait", "lasts"},
	"max_size": {"limit", "larger_than"}, "maximum_size": {"limit"}, "maximum": {"limit"}, "threshold": {"limit"},
	"smarthost": {"routes"}, "smart_host": {"routes"}, "smarthosts": {"routes"}, "smart_hosts": {"routes"}, "relayhost": {"routes"}, "relay_host": {"routes"}, "relay": {"routes"},
	"transport": {"routes"}, "transport_maps": {"routes"}, "next_hop": {"routes"}, "nexthop": {"routes"}, "mx": {"routes"}, "connector": {"routes"}, "route": {"routes"}, "route_list": {"routes"},
	"server": {"profile"}, "software": {"profile"}, "product": {"profile"}, "mta": {"profile"}, "accepted_domains": {"domains"}, "mydestination": {"domains"},
	"maximal_queue_lifetime": {"message_expiration"}, "message_expiration_timeout": {"message_expiration"}, "queue_lifetime": {"message_expiration"}, "lifetime": {"message_expiration"},
	"ttl": {"message_expiration"}, "expire": {"message_expiration"}, "expires": {"message_expiration"}, "expiration": {"message_expiration"}, "give_up": {"message_expiration"}, "retention": {"message_expiration"},
	"delay_notification_timeout": {"delay_notice"}, "delay_warning_time": {"delay_notice"}, "delay_warning": {"delay_notice"},
	"minimal_backoff_time": {"minimum"}, "maximal_backoff_time": {"maximum", "cap"}, "queue_run_delay": {"every"}, "queue_run_interval": {"every"},
	"retry_interval": {"steps", "schedule"}, "retry_intervals": {"steps"}, "retries": {"steps"}, "retry": {"schedule"}, "backoff": {"growth", "schedule"},
	"transient_failure_retry_interval": {"first"}, "retry_schedule": {"schedule", "steps"},
	"name": {"title"}, "description": {"why", "title"}, "comment": {"why"}, "start_time": {"clock", "starts"}, "timezone": {"clock"}, "time_zone": {"clock"}, "zone": {"clock"}, "now": {"clock"},
	"random_seed": {"seed"}, "servers": {"pool"}, "nodes": {"pool"}, "instances": {"pool"}, "tls": {"tls_failure"}, "enabled": {"on"}, "active": {"on"}, "disabled": {"on"},
	"mailbox_quota": {"quota"}, "forward": {"forward_to", "rule"}, "window_size": {"window"},
	"cutoff": {"until"}, "interval": {"wait", "every"}, "smtp_max_messages_per_connection": {"reuse"}, "connection_max_messages": {"reuse"}, "keep_alive": {"reuse"},
	"smtp_connection_cache_time_limit": {"reuse_idle"}, "smtp_connection_reuse_time_limit": {"reuse_lasts"}, "connection_cache_timeout": {"reuse_idle"},
	"default_destination_recipient_limit": {"recipients_per_transaction"}, "smtp_destination_recipient_limit": {"recipients_per_transaction"},
	"smtp_mx_address_limit": {"addresses"}, "hosts_max_try": {"addresses"}, "smtp_mx_session_limit": {"sessions"}, "initial_destination_concurrency": {"window"},
	"bounce_size_limit": {"dsn_returns_up_to"}, "bounce_return_size_limit": {"dsn_returns_up_to"}, "max_attempts": {"most_attempts"}, "attempts": {"most_attempts"},
	"max_retries": {"most_attempts"}, "count": {"messages"}, "srs": {"sender_rewriting"}, "verp": {"sender_rewriting"}, "closes_at": {"closes"}, "opens_at": {"opens"},
}

// routesHint shows how a next hop is written, because its key takes a table.
const routesHint = "; next hops are in routes, as in routes = {\"*\" = \"HOST\"}"

// meantKey is what an unknown key is called here, or "".
func meantKey(name string, known []string) string {
	word := Snake(name)
	if slices.Contains(known, word) {
		return word
	}
	for _, key := range keyHabits[word] {
		if slices.Contains(known, key) {
			return key
		}
	}
	return ""
}

// MeantKeys are what a key is called in scenarios, in any table.
func MeantKeys(name string) []string { return keyHabits[Snake(name)] }

// keyHint suggests a key in place of an unknown one.
func keyHint(name string, known []string) string {
	switch key := meantKey(name, known); {
	case key == "routes" && name != "Routes":
		return routesHint
	case key != "":
		return fmt.Sprintf("; did you mean %q?", key)
	case slices.Contains(known, "guard"):
		return kindAsKey(name)
	}
	return ""
}

// kindAsKey says where a fault or a guard is written that stands in place of a key of a host.
func kindAsKey(name string) string {
	kinds := kindHabits[kindWord(name)]
	if whereElse(kindWord(name)) != "" {
		kinds = []string{kindWord(name)}
	}
	if len(kinds) != 1 || whereElse(kinds[0]) == "" {
		return ""
	}
	return fmt.Sprintf("; %s with kind = %q", whereElse(kinds[0]), kinds[0])
}

func kindWord(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(s), "_", "-"), " ", "-")
}

// Snake writes MessageExpiration and message-expiration as message_expiration.
func Snake(name string) string {
	var b strings.Builder
	before := 'A'
	for _, r := range name {
		if unicode.IsUpper(r) && !unicode.IsUpper(before) && before != '_' {
			b.WriteByte('_')
		}
		if r == '-' || r == ' ' {
			r = '_'
		}
		b.WriteRune(unicode.ToLower(r))
		before = r
	}
	return b.String()
}

// wordHabits are values of keys in other words.
var wordHabits = map[string]string{
	"end-of-data": "dot", "eod": "dot", "after-data": "dot", "final": "dot", ".": "dot", "body": "data", "message": "data", "rcpt-to": "rcpt", "recipient": "rcpt", "mail-from": "mail", "sender": "mail", "envelope": "mail",
	"helo": "ehlo", "hello": "ehlo", "banner": "greeting", "220": "greeting", "tcp": "connect", "connection": "connect", "tls": "starttls", "handshake": "starttls",
	"mails": "messages", "emails": "messages", "tries": "attempts", "sessions": "attempts", "connections": "attempts", "deliveries": "recipients", "addresses": "recipients",
	"nxdomain": "no-such-domain", "not-found": "no-such-domain", "servfail": "none", "timeout": "none", "no-answer": "none", "no-mx": "null-mx",
	"urgent": "high", "important": "high", "medium": "normal", "bulk": "low",
}

// meantWord is the one of some words that is meant, or "".
func meantWord(s string, words []string) string {
	word := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(strings.TrimSpace(s)))
	for _, w := range []string{word, wordHabits[word]} {
		if slices.Contains(words, w) {
			return w
		}
	}
	return ""
}

// kindHabits are what faults and guards are called in everyday speech, by the kinds that may be meant.
var kindHabits = map[string][]string{
	"down": {"connection-refused", "unreachable"}, "offline": {"connection-refused", "unreachable"}, "outage": {"connection-refused", "connect-timeout"},
	"unavailable": {"connection-refused", "defer"}, "dead": {"connection-refused", "connect-timeout"}, "crash": {"connection-refused", "drop-mid-data"}, "stopped": {"connection-refused"},
	"refused": {"connection-refused"}, "closed": {"connection-refused"}, "reboot": {"connection-refused"}, "maintenance": {"connection-refused", "greeting-defer"},
	"timeout": {"connect-timeout", "slow-reply"}, "no-answer": {"connect-timeout"}, "hang": {"tls-hang", "slow-reply"}, "slow": {"slow-reply"}, "latency": {"slow-reply"}, "lag": {"slow-reply"},
	"dns": {"dns-failure"}, "nxdomain": {"dns-failure"}, "servfail": {"dns-failure"}, "no-mx": {"dns-failure"},
	"network": {"unreachable", "connect-timeout"}, "no-route": {"unreachable"}, "firewall": {"connect-timeout", "drop-mid-data"}, "partition": {"unreachable"},
	"bounce": {"reject"}, "permanent": {"reject"}, "5xx": {"reject"}, "550": {"reject"}, "554": {"reject"}, "refuse": {"reject", "connection-refused"}, "denied": {"reject"},
	"tempfail": {"defer"}, "temporary": {"defer"}, "4xx": {"defer"}, "450": {"defer"}, "451": {"defer"}, "421": {"greeting-defer"}, "full": {"defer"}, "disk-full": {"defer"}, "busy": {"greeting-defer", "defer"},
	"drop": {"drop-mid-data", "drop-after-data"}, "disconnect": {"drop-mid-data", "drop-after-data"}, "reset": {"drop-mid-data"}, "lost-reply": {"drop-after-data"}, "duplicate": {"drop-after-data"},
	"lose": {"accept-and-lose"}, "lost": {"accept-and-lose"}, "blackhole": {"accept-and-lose"}, "silent-loss": {"accept-and-lose"}, "swallow": {"accept-and-lose"},
	"tls": {"tls-rollout", "tls-hang"}, "certificate": {"certificate-mismatch"}, "cert": {"certificate-mismatch"}, "expired-certificate": {"certificate-mismatch"},
	"greylisting": {"greylist"}, "graylist": {"greylist"}, "graylisting": {"greylist"}, "postgrey": {"greylist"}, "throttle": {"rate-limit"}, "throttling": {"rate-limit"}, "throttled": {"rate-limit"},
	"ratelimit": {"rate-limit"}, "limit": {"rate-limit", "size-limit"}, "dedup": {"duplicate-check"}, "deduplication": {"duplicate-check"}, "loop": {"loop-check", "hop-limit"}, "max-hops": {"hop-limit"},
	"oof": {"out-of-office"}, "ooo": {"out-of-office"}, "autoreply": {"out-of-office"}, "auto-reply": {"out-of-office"}, "vacation": {"out-of-office"}, "autoresponder": {"robot"}, "forwarding": {"forward"},
	"too-large": {"size-limit"}, "user-unknown": {"unknown-recipient"}, "no-such-user": {"unknown-recipient"}, "drop-silently": {"discard"}, "spam": {"quarantine", "reject"},
}

// Meant suggests kinds of a catalogue, or says where they belong.
func (s *Catalogue) Meant(word string) string {
	word = kindWord(word)
	var here []string
	kinds := kindHabits[word]
	if slices.Contains(s.Names, word) {
		kinds = []string{word}
	}
	for _, kind := range kinds {
		if slices.Contains(s.Names, kind) {
			here = append(here, kind)
		}
	}
	switch {
	case len(here) == 1:
		return fmt.Sprintf("; did you mean %q?", here[0])
	case len(here) > 1:
		return fmt.Sprintf("; did you mean %q or %q?", here[0], here[1])
	case len(kinds) == 0 && whereElse(word) != "":
		return "; " + whereElse(word)
	case len(kinds) > 0 && whereElse(kinds[0]) != "":
		return fmt.Sprintf("; did you mean %q? %s", kinds[0], strings.ToUpper(whereElse(kinds[0])[:1])+whereElse(kinds[0])[1:])
	}
	return ""
}

// suggestKey is Suggest for keys.
func suggestKey(p *parse.Problem, name string, known []string) {
	if hint := keyHint(name, known); hint != "" {
		p.Message += hint
		p.Suggest("keys here", "", known)
		return
	}
	p.Suggest("keys here", name, known)
}
