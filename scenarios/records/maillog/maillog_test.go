package maillog

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/recordtest"
	"mailstorm/scenarios/zone"
)

var utc = records.Options{Zone: time.UTC, Year: 2026}

// read gives the events of a log of the first or the second format.
func read(t *testing.T, format int, text string, o records.Options) []string {
	t.Helper()
	var s recordtest.Listing
	if err := Formats[format].Read("log", strings.NewReader(text), o, &s); err != nil {
		return append(s.Lines, err.Error())
	}
	return s.Lines
}

const at8 = "2026-01-05 08:00:00 "

var linesOfPostfix = []struct{ name, text, want string }{
	{"picked up", "pickup[3]: 42F8D9BC839: uid=0 from=<a@b.example>", at8 + "received key=relay/postfix/42F8D9BC839 outbound"},
	{"from a client", "smtpd[3]: 42F8D9BC839: client=c.example[192.0.2.1]", ""},
	{"from a client with a password", "smtpd[3]: 42F8D9BC839: client=c.example[192.0.2.1], sasl_method=PLAIN, sasl_username=u",
		at8 + "received key=relay/postfix/42F8D9BC839 outbound"},
	{"its Message-ID", "cleanup[3]: 42F8D9BC839: message-id=<m@b.example>", at8 + "received key=relay/postfix/42F8D9BC839 id=m@b.example"},
	{"no Message-ID", "cleanup[3]: 42F8D9BC839: message-id=<>", ""},
	{"taken up", "qmgr[3]: 42F8D9BC839: from=<A@b.example>, size=886, nrcpt=1 (queue active)",
		at8 + "received key=relay/postfix/42F8D9BC839 from=a@b.example size=886"},
	{"a DSN taken up", "qmgr[3]: 523CB9BC83C: from=<>, size=2796, nrcpt=1 (queue active)", at8 + "received key=relay/postfix/523CB9BC83C from=<> size=2796"},
	{"sent", "smtp[3]: 3wNDzq2K7Qz1y4s: to=<R@x.example>, relay=MX.x.example[192.0.2.1]:25, delay=0.44, delays=0.41/0.03/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4F2A1)",
		at8 + `sent key=relay/postfix/3wNDzq2K7Qz1y4s to=r@x.example hop=mx.x.example reply="250 2.0.0 Ok: queued as 4F2A1" status=sent age=440ms`},
	{"sent under another name", "smtp[3]: 4F2A1: to=<r@x.example>, orig_to=<All@x.example>, relay=mx[192.0.2.1]:25, conn_use=2, delay=3, delays=1/0/1/1, tls=enc, dsn=2.0.0, status=sent (250 ok)",
		at8 + `sent key=relay/postfix/4F2A1 to=r@x.example original=all@x.example hop=mx reply="250 ok" status=sent age=3s took=2s`},
	{"before Postfix 2.3", "smtp[3]: 4F2A1: to=<r@x.example>, relay=mx[192.0.2.1], delay=3, status=sent (250 ok)",
		at8 + `sent key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="250 ok" status=sent age=3s`},
	{"into a mailbox", "local[3]: 4F2A1: to=<r@x.example>, relay=local, delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to maildir)",
		at8 + `delivered key=relay/postfix/4F2A1 to=r@x.example hop=local reply="delivered to maildir" status=sent age=100ms`},
	{"forwarded", "local[3]: 4F2A1: to=<r@x.example>, relay=local, delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (forwarded as 4F2A2)",
		at8 + `sent key=relay/postfix/4F2A1 to=r@x.example hop=local reply="forwarded as 4F2A2" status=sent age=100ms`},
	{"thrown away", "discard[3]: 4F2A1: to=<r@x.example>, relay=none, delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (by rule)",
		at8 + `dropped key=relay/postfix/4F2A1 to=r@x.example reply="by rule" status=sent age=100ms`},
	{"said so", "smtp[3]: 4F2A1: to=<r@x.example>, relay=mx[192.0.2.1]:25, delay=1800, delays=1800/0/0/0, dsn=4.7.1, status=deferred (host mx[192.0.2.1] said: 450 4.7.1 try again (later) (in reply to RCPT TO command))",
		at8 + `deferred key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="450 4.7.1 try again (later)" status=deferred age=30m0s`},
	{"in the greeting", "smtp[3]: 4F2A1: to=<r@x.example>, relay=mx[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=4.3.2, status=deferred (host mx[192.0.2.1] refused to talk to me: 421 4.3.2 no)",
		at8 + `deferred key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="refused to talk to me: 421 4.3.2 no" status=deferred age=1s`},
	{"in the greeting, before Postfix 2.3", "smtp[3]: 4F2A1: to=<r@x.example>, relay=none, delay=1, status=deferred (connect to mx[192.0.2.1]: server refused to talk to me: 450 no   (port 25))",
		at8 + `deferred key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="server refused to talk to me: 450 no   (port 25)" status=deferred age=1s`},
	{"no connection", "smtp[3]: 4F2A1: to=<r@x.example>, relay=none, delay=1, delays=1/0/0/0, dsn=4.4.1, status=deferred (connect to mx[192.0.2.1]:25: Connection refused)",
		at8 + `deferred key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="Connection refused" status=deferred age=1s`},
	{"the connection is lost", "smtp[3]: 4F2A1: to=<r@x.example>, relay=mx[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=4.4.2, status=deferred (lost connection with mx[192.0.2.1] while sending end of data -- message may be sent more than once)",
		at8 + `deferred key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="lost connection while sending end of data -- message may be sent more than once" status=deferred age=1s`},
	{"an answer that nobody waited for any longer", "smtp[3]: 4F2A1: to=<r@x.example>, relay=mx[192.0.2.1]:25, delay=901, delays=600/0.5/300/0.25, dsn=4.4.2, status=deferred (conversation with mx[192.0.2.1] timed out while receiving the initial server greeting)",
		at8 + `deferred key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="conversation timed out while receiving the initial server greeting" status=deferred age=15m1s took=5m0.25s`},
	{"no answer", "smtp[3]: 4F2A1: to=<r@x.example>, relay=mx[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=4.4.2, status=deferred (conversation with mx[192.0.2.1] timed out while receiving the initial server greeting)",
		at8 + `deferred key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="conversation timed out while receiving the initial server greeting" status=deferred age=1s`},
	{"no host", "smtp[3]: 4F2A1: to=<r@x.example>, relay=none, delay=1, delays=1/0/0/0, dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=x.example type=MX: Host not found)",
		at8 + `failed key=relay/postfix/4F2A1 to=r@x.example reply="Host or domain name not found. Name service error for name=x.example type=MX: Host not found" status=bounced age=1s`},
	{"suspended", "error[3]: 4F2A1: to=<r@x.example>, relay=none, delay=1, delays=1/0/0/0, dsn=4.4.1, status=deferred (delivery temporarily suspended: connect to mx[192.0.2.1]:25: Connection refused)",
		at8 + `suspended key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="Connection refused" status=deferred age=1s`},
	{"a probe", "smtp[3]: 4F2A1: to=<r@x.example>, relay=mx[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=5.1.1, status=undeliverable (host mx[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT TO command))",
		at8 + `dropped key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="550 5.1.1 no" status=undeliverable age=1s`},
	{"not to bounce", "smtp[3]: 4F2A1: to=<r@x.example>, relay=mx[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=5.1.1, status=SOFTBOUNCE (host mx[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT TO command))",
		at8 + `deferred key=relay/postfix/4F2A1 to=r@x.example hop=mx reply="550 5.1.1 no" status=SOFTBOUNCE age=1s`},
	{"given up", "qmgr[3]: 4F2A1: from=<a@b.example>, status=expired, returned to sender", at8 + `failed key=relay/postfix/4F2A1 from=a@b.example reply="expired" status=expired`},
	{"made to be given up", "qmgr[3]: 4F2A1: from=<>, status=force-expired, returned to sender",
		at8 + `failed key=relay/postfix/4F2A1 from=<> reply="expired" status=force-expired`},
	{"returned", "bounce[3]: 4F2A1: sender non-delivery notification: 523CB9BC83C", at8 + "NDR key=relay/postfix/4F2A1"},
	{"delayed", "bounce[3]: 4F2A1: sender delay notification: 523CB9BC83C", at8 + "delay notice key=relay/postfix/4F2A1"},
	{"asked for", "bounce[3]: 4F2A1: sender delivery status notification: 523CB9BC83C", ""},
	{"for the postmaster", "bounce[3]: 4F2A1: postmaster non-delivery notification: 523CB9BC83C", ""},
	{"removed", "qmgr[3]: 4F2A1: removed", at8 + "delivered key=relay/postfix/4F2A1 final"},
	{"removed by hand", "postsuper[3]: 4F2A1: removed", at8 + "dropped key=relay/postfix/4F2A1 final"},
	{"queued again", "postsuper[3]: 4F2A1: requeued", at8 + "expanded key=relay/postfix/4F2A1 final"},
	{"given up by an older one", "qmgr[3]: 4F2A1: from=<a@b.example>, delay=432000, status=expired, returned to sender",
		at8 + `failed key=relay/postfix/4F2A1 from=a@b.example reply="expired" status=expired`},
	{"refused", "smtpd[3]: NOQUEUE: reject: RCPT from c[192.0.2.1]: 554 5.7.1 <r@x.example>: Relay access denied; from=<a@b.example> to=<r@x.example> proto=ESMTP helo=<c>", ""},
	{"screened", "postscreen[3]: NOQUEUE: reject: RCPT from [192.0.2.1]:5: 450 4.3.2 Service currently unavailable; from=<a@b.example>, to=<r@x.example>, proto=ESMTP, helo=<c>", ""},
	{"passed", "postscreen[3]: PASS NEW [192.0.2.1]:5", ""},
	{"warned", "smtp[3]: warning: connect to private/scache: No such file or directory", ""},
	{"another host next", "smtp[3]: 4F2A1: host mx[192.0.2.1] said: 450 4.7.1 no (in reply to RCPT TO command)", ""},
	{"no status", "smtp[3]: 4F2A1: to=<r@x.example>, relay=none, delay=1", "line 1 column 0: there is no status"},
	{"a strange status", "smtp[3]: 4F2A1: to=<r@x.example>, relay=none, delay=1, status=lost (x)", "line 1 column 0: the status is unknown"},
	{"half a recipient", "smtp[3]: 4F2A1: to=<r@x.exa", "line 1 column 0: the recipient has no end"},
	{"half a sender", "qmgr[3]: 4F2A1: from=<r@x.exa", "line 1 column 0: the sender has no end"},
	{"no size", "qmgr[3]: 4F2A1: from=<a@b.example>, size=x, nrcpt=1 (queue active)", "line 1 column 0: the size is no number"},
}

func TestPostfix(t *testing.T) {
	for _, c := range linesOfPostfix {
		got := strings.Join(read(t, 0, "Jan  5 08:00:00 relay postfix/"+c.text+"\n", utc), "\n")
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestInstancesHaveQueueIDsOfTheirOwn(t *testing.T) {
	for tag, want := range map[string]string{"postfix-out/smtp": "relay/postfix-out/4F2A1", "postfix/relay/smtp": "relay/postfix/4F2A1", "mta1/qmgr": "relay/mta1/4F2A1"} {
		got := read(t, 0, "Jan  5 08:00:00 relay "+tag+"[1]: 4F2A1: removed", utc)
		if len(got) != 1 || !strings.Contains(got[0], "key="+want+" ") {
			t.Errorf("%s: %v, want key %s", tag, got, want)
		}
	}
	if got := read(t, 0, "Jan  5 08:00:00 relay dovecot/imap[1]: 4F2A1: removed", utc); len(got) != 0 {
		t.Errorf("a line of another program: %v", got)
	}
}

func TestSendmail(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"taken", "sm-mta[3]: 6ATIV8bc007623: from=<A@b.example>, size=717, class=0, nrcpts=2, msgid=<12.1@b.example>, proto=ESMTP, daemon=MTA, relay=c.example [192.0.2.1]",
			at8 + "received key=relay/6ATIV8bc007623 id=12.1@b.example from=a@b.example size=717"},
		{"written here", "sendmail[3]: 6ATIV8bc007623: from=a@b.example, size=717, class=0, nrcpts=1, msgid=<12.1@b.example>, relay=root@localhost",
			at8 + "received key=relay/6ATIV8bc007623 id=12.1@b.example from=a@b.example size=717 outbound"},
		{"all recipients refused", "sm-mta[3]: 6ATIV8bc007623: from=<a@b.example>, size=0, class=0, nrcpts=0, proto=ESMTP, relay=c.example [192.0.2.1]", ""},
		{"sent", "sm-mta[3]: 6ATIV8bc007623: to=<R1@x.example>,<r2@x.example>, ctladdr=<a@b.example> (0/0), delay=1+02:03:04, xdelay=00:00:01, mailer=esmtp, pri=30717, relay=MX.x.example. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)",
			at8 + `sent key=relay/6ATIV8bc007623 to=r1@x.example hop=mx.x.example reply="ok" status=Sent age=26h3m4s took=1s final` + "\n" +
				at8 + `sent key=relay/6ATIV8bc007623 to=r2@x.example hop=mx.x.example reply="ok" status=Sent age=26h3m4s took=1s final`},
		{"into a mailbox", "sm-mta[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:01, xdelay=00:00:01, mailer=local, pri=30717, dsn=2.0.0, stat=Sent",
			at8 + `delivered key=relay/6ATIV8bc007623 to=r@x.example reply="Sent" status=Sent age=1s took=1s final`},
		{"deferred", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:07, xdelay=00:00:00, mailer=esmtp, pri=120722, relay=mx.x.example. [192.0.2.2], dsn=4.4.2, stat=Deferred: Connection reset by mx.x.example.",
			at8 + `deferred key=relay/6ATIV8bc007623 to=r@x.example hop=mx.x.example reply="Connection reset by mx.x.example." status=Deferred age=7s`},
		{"deferred without a session", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:07, xdelay=00:00:00, mailer=esmtp, pri=120722, relay=mx.x.example., dsn=4.4.2, stat=Deferred: Connection reset by mx.x.example.",
			at8 + `suspended key=relay/6ATIV8bc007623 to=r@x.example hop=mx.x.example reply="Connection reset by mx.x.example." status=Deferred age=7s`},
		{"the name server fails", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:07, xdelay=00:00:00, mailer=esmtp, pri=120722, relay=x.example, dsn=4.0.0, stat=Deferred: Name server: x.example: host name lookup failure",
			at8 + `deferred key=relay/6ATIV8bc007623 to=r@x.example hop=x.example reply="Name server: x.example: host name lookup failure" status=Deferred age=7s`},
		{"said so", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:07, xdelay=00:00:00, mailer=esmtp, pri=120722, relay=mx [192.0.2.2], dsn=4.3.0, reply=450 4.3.0 not now, later, stat=Deferred: 450 4.3.0 not now, later",
			at8 + `deferred key=relay/6ATIV8bc007623 to=r@x.example hop=mx reply="450 4.3.0 not now, later" status=Deferred age=7s`},
		{"in the greeting", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:07, xdelay=00:00:00, mailer=esmtp, pri=120722, relay=mx. [192.0.2.2], dsn=4.5.0, stat=Deferred: 450 mx too busy",
			at8 + `deferred key=relay/6ATIV8bc007623 to=r@x.example hop=mx reply="refused to talk to me: 450 mx too busy" status=Deferred age=7s`},
		{"a protocol error that the remote names", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:07, xdelay=00:00:00, mailer=esmtp, pri=120722, relay=mx. [192.0.2.2], dsn=4.5.0, stat=Deferred: 451 4.5.0 what?",
			at8 + `deferred key=relay/6ATIV8bc007623 to=r@x.example hop=mx reply="451 4.5.0 what?" status=Deferred age=7s`},
		{"refused", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30720, relay=mx [192.0.2.2], dsn=5.1.0, reply=550 5.1.0 not accepted, stat=User unknown",
			at8 + `failed key=relay/6ATIV8bc007623 to=r@x.example hop=mx reply="550 5.1.0 not accepted" status=User age=0s final`},
		{"too many for a line", "sm-mta[3]: 6ATIV8bc007623: to=<r@x.example>, [more], delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=3, relay=mx. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)",
			at8 + `sent key=relay/6ATIV8bc007623 to=r@x.example hop=mx reply="ok" status=Sent age=1s took=1s final`},
		{"queued", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:00, mailer=esmtp, pri=30720, stat=queued", ""},
		{"returned", "sendmail[3]: 6ATIV8bc007623: 6ATIV72t007477: DSN: User unknown", at8 + "NDR key=relay/6ATIV8bc007623"},
		{"returned after it was late", "sendmail[3]: 6ATIV8bc007623: 6ATIV72t007477: sender notify: User unknown", at8 + "NDR key=relay/6ATIV8bc007623"},
		{"a DSN that failed", "sendmail[3]: 6ATIV8bc007623: 6ATIV72t007477: return to sender: User unknown", ""},
		{"a receipt", "sendmail[3]: 6ATIV8bc007623: 6ATIV72t007477: DSN: Return receipt", ""},
		{"delayed", "sendmail[3]: 6ATIV8bc007623: 6ATIV72t007477: sender notify: Warning: could not send message for past 4 hours", at8 + "delay notice key=relay/6ATIV8bc007623"},
		{"given up", "sendmail[3]: 6ATIV8bc007623: 6ATIV72t007477: sender notify: Cannot send message for 5 days",
			at8 + `failed key=relay/6ATIV8bc007623 reply="expired" final` + "\n" + at8 + "NDR key=relay/6ATIV8bc007623"},
		{"warned", "sendmail[3]: 6ATIV8bc007623: Authentication-Warning: vm: smmsp set sender to a@b.example using -f", ""},
		{"started", "sendmail[3]: starting daemon (8.17.1.9): SMTP+queueing@00:00:10", ""},
		{"no status", "sendmail[3]: 6ATIV8bc007623: to=<r@x.example>, delay=00:00:00", "line 1 column 0: there is no status"},
	} {
		got := strings.Join(read(t, 0, "Jan  5 08:00:00 relay "+c.text+"\n", utc), "\n")
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestExim(t *testing.T) {
	const id = "1xXjfp-0001Zd-1i "
	const key = "key=1xXjfp-0001Zd-1i"
	for _, c := range []struct{ name, text, want string }{
		{"arrived", id + "<= A@b.example H=(helo) [192.0.2.1]:5 I=[192.0.2.9]:25 P=esmtps X=TLS1.3:x:256 CV=no SNI=\"a S=1\" K S=937 id=7.1@b.example T=\"about id=x \\\" S=5\" from <a@b.example> for r@x.example",
			at8 + "received " + key + " id=7.1@b.example from=a@b.example size=937"},
		{"arrived behind a refusal", id + "(= a@b.example H=c [192.0.2.1] P=esmtp S=937", at8 + "received " + key + " from=a@b.example size=937"},
		{"written here", id + "<= a@b.example U=root P=local S=937 id=7.1@b.example", at8 + "received " + key + " id=7.1@b.example from=a@b.example size=937 outbound"},
		{"with a password", id + "<= a@b.example H=c [192.0.2.1] P=esmtpsa A=plain:a S=937", at8 + "received " + key + " from=a@b.example size=937 outbound"},
		{"of 4.97", "1rABcd-0000000abcD-12ef <= a@b.example P=esmtp S=937", at8 + "received key=1rABcd-0000000abcD-12ef from=a@b.example size=937"},
		{"sent", id + `=> R@x.example R=dnslookup T=remote_smtp H=MX.x.example [192.0.2.2]:25* K C="250 OK id=1xXjfp-0001Zd-1j" QT=1m3s`,
			at8 + `sent ` + key + ` to=r@x.example hop=mx.x.example reply="250 OK id=1xXjfp-0001Zd-1j" age=1m3s`},
		{"sent with another", id + `-> r2@x.example <list@b.example> R=dnslookup T=remote_smtp H=mx [192.0.2.2] C="250 OK"`,
			at8 + `sent ` + key + ` to=r2@x.example original=list@b.example hop=mx reply="250 OK"`},
		{"sent at once", id + `>> r2@x.example R=dnslookup T=remote_smtp H=mx [192.0.2.2] C="250 OK"`, at8 + `sent ` + key + ` to=r2@x.example hop=mx reply="250 OK"`},
		{"into a mailbox", id + "=> marv <Marv@b.example> R=localuser T=local_delivery", at8 + `delivered ` + key + ` to=marv@b.example`},
		{"into a file", id + "=> /var/mail/a b <marv@b.example> F=<a@b.example> R=userforward T=address_file", at8 + `delivered ` + key + ` to=marv@b.example`},
		{"into nothing", id + "=> :blackhole: <hole@b.example> R=black", at8 + `dropped ` + key + ` to=hole@b.example`},
		{"not sent", id + "*> r2@x.example R=dnslookup T=remote_smtp H=mx [192.0.2.2]", ""},
		{"deferred", id + "== r1@x.example R=r T=t defer (-44) H=mx [192.0.2.2]:25 DT=0s: SMTP error from remote mail server after RCPT TO:<r1@x.example>: 451 4.3.0 later",
			at8 + `deferred ` + key + ` to=r1@x.example hop=mx reply="451 4.3.0 later"`},
		{"deferred by an older one", id + "== r1@x.example R=r T=t defer (-44): SMTP error from remote mail server after RCPT TO:<r1@x.example>: host mx [192.0.2.2]: 451 4.3.0 later",
			at8 + `deferred ` + key + ` to=r1@x.example hop=mx reply="451 4.3.0 later"`},
		{"in the greeting", id + "== r1@x.example R=r T=t defer (-45) H=mx [192.0.2.2]: SMTP error from remote mail server after initial connection: 450 4.3.2 too busy",
			at8 + `deferred ` + key + ` to=r1@x.example hop=mx reply="refused to talk to me: 450 4.3.2 too busy"`},
		{"in the greeting, for good", id + "** r1@x.example R=r T=t H=mx [192.0.2.2]: SMTP error from remote mail server after initial connection: 554 mx ESMTP not accepting messages",
			at8 + `failed ` + key + ` to=r1@x.example hop=mx reply="refused to talk to me: 554 mx ESMTP not accepting messages"`},
		{"after EHLO", id + "== r1@x.example R=r T=t defer (-45) H=mx [192.0.2.2]: SMTP error from remote mail server after pipelined EHLO relay.example: 451 not now",
			at8 + `deferred ` + key + ` to=r1@x.example hop=mx reply="refused to talk to me: 451 not now"`},
		{"after MAIL, which names what it likes", id + "== r1@x.example R=r T=t defer (-44) H=mx [192.0.2.2]: SMTP error from remote mail server after pipelined MAIL FROM:<a@b.example>: 451 after EHLO",
			at8 + `deferred ` + key + ` to=r1@x.example hop=mx reply="451 after EHLO"`},
		{"no connection", id + "H=mx [192.0.2.2] Connection refused\n2026-01-05 08:00:00 " + id + "== r1@x.example R=r T=t defer (111): Connection refused",
			at8 + `deferred ` + key + ` to=r1@x.example hop=mx reply="Connection refused"`},
		{"no name server", id + "== r1@x.example routing defer (-1): host lookup did not complete", at8 + `deferred ` + key + ` to=r1@x.example reply="host lookup did not complete"`},
		{"suspended", id + "== r1@x.example R=r T=t defer (-54): retry time not reached for any host for 'x.example'",
			at8 + `suspended ` + key + ` to=r1@x.example reply="retry time not reached for any host for 'x.example'"`},
		{"refused, and returned", id + "** r1@x.example <l@b.example> R=r T=t H=mx [192.0.2.2]: SMTP error from remote mail server after RCPT TO:<r1@x.example>: 550 5.1.0 no\n" +
			"2026-01-05 08:00:00 1xXjfp-0001Zd-1j <= <> R=1xXjfp-0001Zd-1i U=Debian-exim P=local S=2338",
			at8 + `failed ` + key + ` to=r1@x.example original=l@b.example hop=mx reply="550 5.1.0 no"` + "\n" +
				at8 + "received key=1xXjfp-0001Zd-1j from=<> size=2338\n" + at8 + "NDR " + key},
		{"too old", id + "** r1@x.example: retry timeout exceeded", at8 + `failed ` + key + ` to=r1@x.example reply="expired"`},
		{"delayed", "1xXjfp-0001Zd-1j <= <> R=1xXjfp-0001Zd-1i U=Debian-exim P=local S=2338",
			at8 + "received key=1xXjfp-0001Zd-1j from=<> size=2338\n" + at8 + "delay notice " + key},
		{"completed", id + "Completed", at8 + "delivered " + key + " final"},
		{"completed with its time", id + "Completed QT=1m", at8 + "delivered " + key + " final"},
		{"removed", id + "removed by root", at8 + "dropped " + key},
		{"frozen", id + "Frozen (delivery error message)", ""},
		{"locked", id + "Spool file for 1xXjfp-0001Zd-1i is locked (another process is handling this message)", ""},
		{"a queue run", "Start queue run: pid=6060", ""},
		{"with a process number", "[123] " + id + "Completed", at8 + "delivered " + key + " final"},
		{"no reason", id + "== r1@x.example R=r T=t", "line 1 column 0: there is no reason"},
		{"no size", id + "<= a@b.example P=esmtp S=x", "line 1 column 0: the size is no number\n" + at8 + "received " + key + " from=a@b.example"},
	} {
		got := strings.Join(read(t, 1, "2026-01-05 08:00:00 "+c.text+"\n", utc), "\n")
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	berlin, err := zone.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	const removed = " relay postfix/qmgr[1]: 4F2A1: removed"
	inBerlin := records.Options{Zone: berlin, Year: 2026}
	for _, c := range []struct {
		name, text string
		o          records.Options
		want       string // the times
	}{
		{"in UTC", "Jan  5 08:00:00" + removed, utc, "2026-01-05 08:00:00"},
		{"a leading zero", "Jan 05 08:00:00" + removed, utc, "2026-01-05 08:00:00"},
		{"a fraction", "Jan  5 08:00:00.250" + removed, utc, "2026-01-05 08:00:00.25"},
		{"in winter", "Jan  5 08:00:00" + removed, inBerlin, "2026-01-05 07:00:00"},
		{"in summer", "Jul  5 08:00:00" + removed, inBerlin, "2026-07-05 06:00:00"},
		{"when clocks are put back", "Oct 25 02:59:59" + removed + "\nOct 25 02:00:01" + removed + "\nOct 25 03:00:00" + removed, inBerlin,
			"2026-10-25 00:59:59, 2026-10-25 01:00:01, 2026-10-25 02:00:00"},
		{"ISO 8601", "2026-01-05T08:00:00.123456+01:00" + removed, records.Options{}, "2026-01-05 07:00:00.123456"},
		{"ISO 8601 in UTC", "2026-01-05T08:00:00Z" + removed, records.Options{}, "2026-01-05 08:00:00"},
		{"of the journal", "2026-01-05T08:00:00-0330" + removed, records.Options{}, "2026-01-05 11:30:00"},
		{"ISO 8601 without a zone", "2026-01-05T08:00:00" + removed, inBerlin, "2026-01-05 07:00:00"},
		{"RFC 5424", "<22>1 2026-01-05T08:00:00.5Z relay postfix/qmgr 1 - - 4F2A1: removed", records.Options{}, "2026-01-05 08:00:00.5"},
		{"RFC 5424 with data", "<22>1 2026-01-05T08:00:00.5Z relay postfix/qmgr 1 - [a b=\"c\"] \ufeff4F2A1: removed", records.Options{}, "2026-01-05 08:00:00.5"},
		{"as on the wire", "<22>Jan  5 08:00:00" + removed, utc, "2026-01-05 08:00:00"},
		{"no host", "Jan  5 08:00:00 postfix/qmgr[1]: 4F2A1: removed", utc, "2026-01-05 08:00:00"},
		{"of BSD", "Jan  5 08:00:00 <mail.info> relay postfix/qmgr[1]: 4F2A1: removed", utc, "2026-01-05 08:00:00"},
		{"of Solaris", "Jan  5 08:00:00 relay postfix/qmgr[1]: [ID 197553 mail.info] 4F2A1: removed", utc, "2026-01-05 08:00:00"},
		{"over New Year", "Dec 31 23:59:59" + removed + "\nJan  1 00:00:00" + removed + "\nDec 31 23:59:58" + removed + "\nJan  1 00:00:01" + removed,
			records.Options{Zone: time.UTC, Year: 2027, Turns: 1}, "2026-12-31 23:59:59, 2027-01-01 00:00:00, 2026-12-31 23:59:58, 2027-01-01 00:00:01"},
		{"neither zone nor year", "Jan  5 08:00:00" + removed, records.Options{}, "line 1: its time has neither year nor zone: give the year of its last line with --year, and the zone with --zone"},
		{"no year", "\nJan  5 08:00:00" + removed, records.Options{Zone: time.UTC}, "line 2: its time has no year: give the year of its last line with --year"},
		{"no zone", "Jan  5 08:00:00" + removed, records.Options{Year: 2026}, "line 1: its time has no zone: give it with --zone"},
		{"a day that is none", "Jan 32 08:00:00" + removed, utc, "line 1 column 1: no line of a mail log"},
		{"a time that is none", "Jan  5 24:00:00" + removed, utc, "line 1 column 1: no line of a mail log"},
		{"a second that is none", "Jan  5 08:00:6x" + removed, utc, "line 1 column 1: no line of a mail log"},
		{"no time", "relay postfix/qmgr[1]: 4F2A1: removed", utc, "line 1 column 1: no line of a mail log"},
		{"NUL bytes", "Jan  5 08:00:00\x00" + removed, utc, "line 1 column 0: line has NUL bytes"},
	} {
		var got []string
		for _, line := range read(t, 0, c.text, c.o) {
			line, _, _ = strings.Cut(line, " delivered ")
			got = append(got, line)
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
}

func TestTimesOfExim(t *testing.T) {
	const completed = " 1xXjfp-0001Zd-1i Completed"
	for _, c := range []struct {
		text string
		o    records.Options
		want string
	}{
		{"2026-01-05 08:00:00" + completed, utc, "2026-01-05 08:00:00"},
		{"2026-01-05 08:00:00.123 +0100" + completed, records.Options{}, "2026-01-05 07:00:00.123"},
		{"2026-01-05 08:00:00 +0100 [77]" + completed, records.Options{}, "2026-01-05 07:00:00"},
		{"2026-01-05 08:00:00" + completed, records.Options{}, "line 1: its time has no zone: give it with --zone"},
	} {
		got, _, _ := strings.Cut(strings.Join(read(t, 1, c.text, c.o), ", "), " delivered ")
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
	got := read(t, 0, "Jan  5 09:00:00 relay exim[3]: 2026-01-05 08:00:00"+completed+"\nJan  5 09:00:01 relay exim[3]:"+completed, utc)
	if len(got) != 2 || got[0] != "2026-01-05 09:00:00 delivered key=relay/1xXjfp-0001Zd-1i final" || got[1] != "2026-01-05 09:00:01 delivered key=relay/1xXjfp-0001Zd-1i final" {
		t.Errorf("Exim by syslog: %q", got)
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		text string
		want records.Days
	}{
		{"", records.Days{}},
		{"Jan  5 08:00:00 a\nJan  6 08:00:00 b\n", records.Days{First: 36, Last: 37}},
		{"<22>Dec 31 08:00:00 a\nno time\nJan  1 08:00:00 b\nDec 31 08:00:00 late\nJan  2 08:00:00 b\n", records.Days{First: 12*31 + 31, Last: 33, Turns: 1}},
		{"2026-01-05T08:00:00Z relay postfix/qmgr[1]: 4F2A1: removed\n", records.Days{}},
	} {
		if got := days(strings.NewReader(c.text)); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestDetect(t *testing.T) {
	for text, want := range map[string]string{
		"Jan  5 08:00:00 relay kernel: hello\nJan  5 08:00:00 relay postfix/qmgr[1]: 4F2A1: removed\n": "mail log of Postfix, sendmail or Exim",
		"2026-01-05T08:00:00Z relay sm-mta[1]: starting daemon\n":                                      "mail log of Postfix, sendmail or Exim",
		"2026-01-05 08:00:00 Start queue run: pid=1\n2026-01-05 08:00:00 1xXjfp-0001Zd-1i Completed\n": "Exim main log",
		"Jan  5 08:00:00 relay dovecot: imap-login\n":                                                  "",
		"2026-01-05 08:00:00 INFO something else\n":                                                    "",
		"": "",
	} {
		var got []string
		for _, f := range Formats {
			if f.Detect([]byte(text)) {
				got = append(got, f.Name)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q is taken for %q, want %q", text, got, want)
		}
	}
}

var update = flag.Bool("update", false, "write what is found in the logs of testdata")

// Logs of real servers, which sent to hosts that mailstorm serve acted out.
func TestRealLogs(t *testing.T) {
	files, err := filepath.Glob("testdata/*.log")
	if err != nil || len(files) == 0 {
		t.Fatal("no logs")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		format := 0
		if strings.Contains(file, "exim") {
			format = 1
		}
		got, err := recordtest.Messages(func(sink records.Sink) error { return Formats[format].Read(file, bytes.NewReader(text), utc, sink) })
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(file, ".log") + ".messages"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, _ := os.ReadFile(golden); got != string(want) {
			t.Errorf("%s:\n%s\nwant:\n%s", file, got, want)
		}
	}
}

// A content filter gives a message back to the same server, which names it by another id; so does a second instance.
func TestAMessageThatComesBackIsOne(t *testing.T) {
	const log = `Jan  5 08:00:00 relay postfix/smtpd[1]: 4A001: client=app.own.example[192.0.2.1]
Jan  5 08:00:00 relay postfix/cleanup[2]: 4A001: message-id=<m1@own.example>
Jan  5 08:00:00 relay postfix/qmgr[3]: 4A001: from=<a@own.example>, size=900, nrcpt=2 (queue active)
Jan  5 08:00:02 relay postfix-out/smtpd[4]: 4B002: client=localhost[127.0.0.1]
Jan  5 08:00:02 relay postfix-out/cleanup[5]: 4B002: message-id=<m1@own.example>
Jan  5 08:00:02 relay postfix-out/qmgr[6]: 4B002: from=<a@own.example>, size=1400, nrcpt=2 (queue active)
Jan  5 08:00:02 relay postfix/smtp[7]: 4A001: to=<r@x.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4B002)
Jan  5 08:00:02 relay postfix/smtp[7]: 4A001: to=<s@y.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4B002)
Jan  5 08:00:02 relay postfix/qmgr[3]: 4A001: removed
Jan  5 08:00:03 relay postfix-out/smtp[8]: 4B002: to=<r@x.example>, relay=none, delay=1, delays=1/0/0/0, dsn=4.4.1, status=deferred (connect to mx.x.example[198.51.100.1]:25: Connection refused)
Jan  5 08:00:03 relay postfix-out/smtp[8]: 4B002: to=<s@y.example>, relay=mx.y.example[198.51.100.2]:25, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 ok)
Jan  5 08:15:03 relay postfix-out/smtp[8]: 4B002: to=<r@x.example>, relay=mx.x.example[198.51.100.1]:25, delay=901, delays=900/0/0/1, dsn=2.0.0, status=sent (250 ok)
Jan  5 08:15:03 relay postfix-out/qmgr[6]: 4B002: removed
`
	const want = "m1@own.example to r@x.example: received 08:00:00 deferred 08:00:03 sent 08:15:03, sent\n" +
		"m1@own.example to s@y.example: received 08:00:00 sent 08:00:03, sent\n"
	got, err := recordtest.Messages(func(sink records.Sink) error { return readSyslog("log", strings.NewReader(log), utc, sink) })
	if err != nil || got != want {
		t.Errorf("got\n%s%v\nwant\n%s", got, err, want)
	}
}
