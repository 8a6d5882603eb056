package catalogue

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/schema"
	"mailstorm/sim/dsn"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// explainTerm explains a word of a product or of this program.
func explainTerm(s *page, t foundTerm) {
	s.Title(t.word + ": a word of " + t.of)
	s.Text(t.Meaning)
	if len(t.Keys) == 0 {
		return
	}
	s.Line("")
	label := "here"
	if t.of == ownWords {
		label = "see"
	}
	s.Entry(label, strings.Join(t.Keys, ", "))
	if t.Write != "" {
		s.Entry("example", t.Write)
	}
}

// explainPlaces explains the keys of one name, each meaning once.
func explainPlaces(s *page, all []schema.Place) {
	for i, p := range all {
		if slices.ContainsFunc(all[:i], func(q schema.Place) bool { return q.Meaning == p.Meaning }) {
			continue
		}
		if i > 0 {
			s.Line("")
		}
		s.Title(p.Path + ": a key of scenarios")
		s.Text(strings.ToUpper(p.Meaning[:1]) + strings.TrimSuffix(p.Meaning[1:], ".") + ".")
		s.Line("")
		var tables []string
		for _, q := range all[i:] {
			if q.Meaning == p.Meaning {
				tables = append(tables, placeWords(q))
			}
		}
		s.Entry("in", strings.Join(tables, ", "))
		if p.Value != "" {
			s.Entry("value", p.Value)
		}
		if words := elsewhere(p.Path); words != "" {
			s.Entry("elsewhere", words)
		}
		if key := p.Name(); strings.Count(p.Path, ".") > 1 && key != "*" && len(key) > 4 { // the keys that most scenarios have are no news
			s.scenariosWith(key + ` *=`)
		}
	}
}

func placeWords(p schema.Place) string {
	if h := p.Header(); h != "" {
		return h
	}
	return "the top of the file"
}

func explainCommand(s *page, c Entry) {
	s.Title(c.Name + ": a command")
	s.Text(c.Meaning + ".")
	s.Line("")
	s.Entry("help", "mailstorm "+c.Name+" --help")
}

var statusForm = regexp.MustCompile(`^(?:([2-5][0-9][0-9])(?: +|$))?(?:([245])\.([0-9]{1,3})\.([0-9]{1,3}))?$`)

// statusOf reads 450, 5.4.316 or 450 4.4.316.
func statusOf(name string) (r smtp.Reply, ok bool) {
	m := statusForm.FindStringSubmatch(name)
	if m == nil || name == "" {
		return r, false
	}
	number := func(s string) uint32 { n, _ := strconv.Atoi(s); return uint32(n) }
	r.Code = uint16(number(m[1]))
	if m[2] != "" {
		r.Enhanced = smtp.Status(number(m[2]), number(m[3]), number(m[4]))
	}
	return r, true
}

// replyMeanings are the reply codes that a mail server may get (RFC 5321 section 4.2.3; 421 and 454 also in RFC 3207).
var replyMeanings = map[uint16]string{
	220: "The service is ready.",
	221: "The service closes the connection.",
	235: "Authentication succeeded.",
	250: "The command is done. After the final dot: the host has taken responsibility for the message.",
	251: "The user is not local; the host forwards the message.",
	252: "The host cannot verify the user, but accepts the message.",
	354: "The client may send the message data.",
	421: "The service is not available, and the host closes the connection.",
	450: "The mailbox is not available: it is busy, or blocked for reasons of policy.",
	451: "The host has an error of its own.",
	452: "The host has too little storage, or there are too many recipients.",
	454: "TLS, or authentication, is not available at present.",
	455: "The host cannot accommodate the parameters of MAIL or RCPT at present.",
	500: "The command was not recognised.",
	501: "The parameters have a syntax error.",
	502: "The command is not implemented.",
	503: "The command comes in the wrong order.",
	504: "The parameter is not implemented.",
	521: "The host accepts no mail.",
	530: "Authentication, or STARTTLS, is required first.",
	550: "The mailbox is not available: it does not exist, or policy refuses it.",
	551: "The user is not local; try the address that the reply names.",
	552: "The message is larger than the storage allows.",
	553: "The name of the mailbox is not allowed.",
	554: "The transaction failed.",
	555: "The parameters of MAIL or RCPT were not recognised.",
	556: "The domain accepts no mail.",
}

var classMeanings = map[uint32]string{
	2: "Success.",
	3: "The host waits for more.",
	4: "Temporary failure: the sender keeps the message in its queue and tries again.",
	5: "Permanent failure: the sender does not try again, and the sender's host writes an NDR.",
}

func explainStatus(s *page, r smtp.Reply) {
	class := r.Enhanced.Class()
	if class == 0 {
		class = uint32(r.Code) / 100
	}
	s.Title(statusText(r) + ": a status code")
	switch {
	case r.Enhanced == 0 && replyMeanings[r.Code] != "":
		s.Text(replyMeanings[r.Code])
	case r.Enhanced != 0 && class != 2:
		user, admin := dsn.Explain(r.Enhanced)
		s.Text(user)
		s.Text(admin)
	}
	s.Text(classMeanings[class])
	s.statusOrigins(r)
}

func statusText(r smtp.Reply) string {
	if r.Code == 0 {
		return r.Enhanced.String()
	}
	return r.String()
}

// statusOrigins shows which profiles write the code, and which faults and guards cause it.
func (s *page) statusOrigins(r smtp.Reply) {
	var names, texts []string
	add := func(name, text string) { names, texts = append(names, name), append(texts, text) }
	for _, e := range profile.Library() {
		for _, c := range e.Codes {
			if code := e.Profile.Codes[c.Cause]; c.From == e.Name && writes(code, r) {
				log, ndr := Recorded(code)
				add(e.Name, c.Cause.String()+": "+log+" in its log, then "+ndr+" in the NDR")
			}
		}
	}
	if faults := mentioning(fault.Kinds, r, func(k fault.Kind) (string, string) { return k.Name, k.Seen }); faults != "" {
		add("faults", faults)
	}
	if guards := mentioning(guard.Kinds, r, func(k guard.Kind) (string, string) { return k.Name, k.Seen }); guards != "" {
		add("guards", guards)
	}
	if len(names) == 0 {
		return
	}
	s.Line("")
	s.Widen(names...)
	for i := range names {
		s.Entry(names[i], texts[i])
	}
}

// mentioning lists the kinds whose description has the code; a bare reply code says too little.
func mentioning[K any](kinds []K, r smtp.Reply, row func(K) (name, seen string)) string {
	var names []string
	for _, k := range kinds {
		if name, seen := row(k); r.Enhanced != 0 && mentions(seen, statusText(r)) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// writes tells whether one of the codes of a cause is this one, or has it as its enhanced code.
func writes(code retry.Code, wanted smtp.Reply) bool {
	for _, r := range []smtp.Reply{code.Deferral, code.Expired, code.Permanent} {
		if r.Code != 0 && (r == wanted || wanted.Code == 0 && r.Enhanced == wanted.Enhanced) {
			return true
		}
	}
	return false
}

// mentions tells whether a sentence has a code that is not part of a longer one.
func mentions(sentence, code string) bool {
	return regexp.MustCompile(`(^|[^0-9.])` + regexp.QuoteMeta(code) + `($|[^0-9.]|\.($|[^0-9]))`).MatchString(sentence)
}
