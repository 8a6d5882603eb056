package plots

import (
	"slices"
	"strings"
	"testing"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
)

// A title says what was found, not only what is true.
func TestTitlesSayTheFinding(t *testing.T) {
	for _, c := range []struct {
		scenario string
		title    func(runs.Run) string
		want     string
	}{
		{"lost-reply-behind-the-relay", attemptsTitle, "One message, 192 attempts, nothing arrived: 97 NDRs for it, the first immediately"},
		{"lost-reply-behind-the-relay", copiesTitle, "One message, 97 bounced: exo accepted 1 and sent 96"},
		{"lost-reply-behind-the-relay", seenTitle, "Nobody was notified of the worst problem for 24 h; then the sender received an NDR"},
		{"newsletter-limits", attemptsTitle, "360 messages to 14,400 recipients, 300 attempts, 12,000 arrived: 2,400 NDRs, the first at 14:27"},
		{"wrong-region", attemptsTitle, "3 messages, 113 attempts, 1 arrived: 2 NDRs, the last after 5 d 20 min"},
		{"wrong-region", arrivalTitle, "3 messages: 1 arrived immediately; 2 bounced, the last after 5 d 20 min"},
		{"rule-comes-too-late", waysTitle, "Two deliveries of 2 messages: 96 copies for deck, no copy for correction"},
		{"thundering-herd", attemptsTitle, "1,200 messages: exo needed 9,182 attempts in 7 h 1 min, exo-jitter 7,015 in 4 h 20 min, exchange 799 in 4 h 17 min"},
		{"thundering-herd", queueTitle, "3 queues: exo up to 400 copies until 15:01, exo-jitter up to 400 copies until 12:20, exchange up to 400 copies until 12:17"},
		{"disk-full", queueTitle, "The queue of exo: up to 214 copies (12:00), deferred mail until 12:48"},
		{"loop-check-too-eager", attemptsTitle, "2 messages, 3 attempts, one copy each: one NDR, immediately, and it is false"},
		{"ten-thousand-behind-a-dead-site", attemptsTitle, "10,000 messages, 10,035 attempts with 35 deferrals, one copy each: the last arrived after 3 h 40 min"},
	} {
		if got := c.title(stormOf(t, c.scenario)); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.scenario, got, c.want)
		}
	}
}

// Only pictures with something to show are drawn: no panels without attempts, no flow of which a count says all, no loop of two answers.
func TestPicturesWithNothingToShowAreNotDrawn(t *testing.T) {
	for name, not := range map[string][]func(runs.Run) bool{
		"ooo-forward-loop": {anyAttempt}, "robot-pair": {anyAttempt},
		"connection-refused": {anyBranching}, "certificate-runs-out": {anyBranching}, "firewall-mid-data": {anyBranching}, "wrong-tenant-ndr-only": {anyLoop, anyBranching},
		"ooo-pair": {anyLoop, hasCourse, hasHiddenTime}, "hop-limit": {hasCourse, hasHiddenTime}, "backup-mx": {hasCourse, hasHiddenTime}, // seconds have no course
		"nobody-sees-the-queue": {hasCourse, anyDelayed}, "certificate-mismatch": {hasCourse}, // one copy waits for a day
		"one-of-five-fails": {func(s runs.Run) bool { return len(changingQueues(s)) > 0 }}, "nobody-answers": {hasCourse},
		"new-address-each-time": {hasCourse}, "large-firm-relays": {anyAttempt, hasCourse, hasHiddenTime}, "helpdesk-loop": {anyAttempt, anyBranching, hasCourse, hasHiddenTime}, // one block
		"remote-domain-ends-the-loop": {anyAttempt, hasCourse, anyLoop, anyDelayed}, "connections-that-fill-up": {anyAttempt, hasCourse},
	} {
		for i, shows := range not {
			if shows(stormOf(t, name)) {
				t.Errorf("%s: picture %d of the list is drawn", name, i)
			}
		}
	}
	for name, shows := range map[string]func(runs.Run) bool{"ooo-forward-loop": anyLoop, "deck-worst-case": hasCourse, "connections-that-fill-up": anyDelayed, "ooo-pair": anyAttempt, "hop-limit": anyBranching, "deck-after-data": anyBranching, "silent-loss": anyBranching} {
		if !shows(stormOf(t, name)) {
			t.Errorf("%s is not drawn", name)
		}
	}
}

// Marks on one spot say how many they are, and of how many recipients a session kept its message.
func TestMarksOnOneSpotAreCounted(t *testing.T) {
	for name, want := range map[string][]string{
		"hop-limit":         {"×10", "9 of 10 kept"},
		"one-of-five-fails": {"4 of 5 kept"},
		"permanent-reject":  {"1 of 2 kept"},
		"five-at-a-time":    {"5 of 12 kept", "5 of 7 kept", "×3"},
	} {
		s := stormOf(t, name)
		c := runs.TimeAxisOf(s, marginLeft, marginRight)
		var said []string
		for _, h := range hopsOf(withSessions(slices.Clone(s.Records))) {
			for _, spot := range spotsOf(c, h.attempts, 2*pt) {
				if text := spot.label(h.events); text != "" {
					said = append(said, text)
				}
			}
		}
		for _, w := range want {
			if !slices.Contains(said, w) {
				t.Errorf("%s: no %q in %q", name, w, said)
			}
		}
	}
}

// Where there are more hops than room, those with most failures are drawn.
func TestTheWorstHopsAreDrawn(t *testing.T) {
	var all []*hop
	for i := range 30 {
		all = append(all, &hop{key: hopKey{message: uint32(i)}, troubles: i})
	}
	for _, h := range mostTroubled(all, maxHops) {
		if h.troubles < 30-maxHops {
			t.Errorf("a hop with %d failures is drawn, and others with more are not", h.troubles)
		}
	}
}

// What makes an outage end is not drawn as one: TLS that is switched off fails nothing, and ends what needs TLS.
func TestACureIsNoFault(t *testing.T) {
	for _, name := range []string{"rc4-hang", "rc4-rollout"} {
		s := stormOf(t, name)
		c := runs.TimeAxisOf(s, marginLeft, marginRight)
		for _, row := range faultBars(s, c) {
			if row.relieve != strings.Contains(row.name, "tls-off") {
				t.Errorf("%s: %s", name, row.name)
			}
		}
		i := slices.IndexFunc(s.Result.Spans, func(span sim.Span) bool { return span.TakesTLS })
		if struck := mergeSpans(struckSpans(s, c)); struck[len(struck)-1].Right != c.X(s.Result.Spans[i].Starts) {
			t.Errorf("%s: shaded until %d, TLS is off from %d on", name, struck[len(struck)-1].Right, c.X(s.Result.Spans[i].Starts))
		}
	}
}

// Failures beside ten thousand deliveries are seen: they have a scale of their own.
func TestFewFailuresBesideManyDeliveriesAreSeen(t *testing.T) {
	svg := pageOf(t, "attempts", stormOf(t, "ten-thousand-behind-a-dead-site"))
	if !strings.Contains(svg, "left the message queued: 35 in total, on a scale of their own") {
		t.Error("35 deferrals share their scale with 10,000 attempts")
	}
}

// Senders that try side by side have a panel each, and their attempts are those that the report counts.
func TestSendersHaveTheirOwnPanels(t *testing.T) {
	s := stormOf(t, "thundering-herd")
	svg := pageOf(t, "attempts", s)
	for _, want := range []string{">exo<", ">exo-jitter<", ">exchange<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no panel of %s", want)
		}
	}
	for _, one := range runs.SendersOf(s) {
		if n := sum(one.Tried); n != one.Attempts {
			t.Errorf("%s: %d attempts are drawn of %d", s.HostName(one.Host), n, one.Attempts)
		}
	}
}

// A name that is too long loses its middle: its end tells it from others.
func TestNamesKeepTheirEnds(t *testing.T) {
	for _, name := range []string{"exchange-online-protection-west", "exchange-online-protection-north"} {
		got := draw.BoldFont.TruncateName(name, 120*pt)
		if !strings.HasPrefix(got, "exch") || !strings.HasSuffix(got, name[len(name)-4:]) || draw.BoldFont.Width(got) > 120*pt {
			t.Errorf("%s became %s", name, got)
		}
	}
	if got := draw.BoldFont.TruncateName("relay", 120*pt); got != "relay" {
		t.Error(got)
	}
}

// NDRs whose words have no room become one with their number.
func TestFlagsWithoutRoomForTheirWordsAreJoined(t *testing.T) {
	for _, name := range []string{"erp-resubmits", "reply-all-storm"} {
		s := stormOf(t, name)
		c := runs.TimeAxisOf(s, marginLeft, marginRight)
		for _, w := range observersOf(s) {
			for _, l := range observationTexts(c, spreadObservations(c, w.observations)) {
				if l.right > draw.PageRight {
					t.Errorf("%s: %q runs over the edge", name, l.text)
				}
			}
		}
	}
}

// A burst and what follows it have no pace.
func TestABurstHasNoPace(t *testing.T) {
	if text := loopPaceText(stormOf(t, "reply-all-storm")); strings.Contains(text, "every") {
		t.Error(text)
	}
	if text := loopPaceText(stormOf(t, "helpdesk-loop")); text != ", one every 1 min" {
		t.Error(text)
	}
}

// A loop of several messages a round runs on where the next round is due after the end.
func TestALoopOfRoundsIsStillRunning(t *testing.T) {
	if title := loopTitle(stormOf(t, "list-loop")); !strings.HasSuffix(title, ": still running at the end") {
		t.Error(title)
	}
}

// Marks of few attempts are large, though two of them are close; a low panel has a number beside its highest value.
func TestWhatIsDrawnCanBeRead(t *testing.T) {
	if page := pageOf(t, "attempts", stormOf(t, "third-mail")); !strings.Contains(page, ">×2<") {
		t.Error("two attempts within a second are two dots")
	}
	if page := pageOf(t, "attempts", stormOf(t, "thundering-herd")); strings.Count(page, ">400<") != 4 {
		t.Error("the panel of notices has no number")
	}
	for name, want := range map[string]string{"back-pressure": ">4,000 NDRs<", "nobody-sees-the-queue": ">Pending in a message trace<"} {
		if page := pageOf(t, "seen", stormOf(t, name)); !strings.Contains(page, want) || strings.Contains(page, "…") {
			t.Errorf("%s: no %s, or something is cut", name, want)
		}
	}
}

// Faults of many hosts have a row for each sort: what holds at the same times first, then what has one name, as high as many of them hold.
func TestFaultsOfManyHostsShareARow(t *testing.T) {
	for name, want := range map[string]string{
		"deck-stopped-five-ways": "mended: lost-reply|5 hosts: lost-reply|rejecting: blocked",
		"message-expiration":     "2 hosts: outage|nothing: nothing|gone: gone",
		"nobody-answers":         "3 hosts: dns|noway: router|4 more faults",
		"backup-mx":              "mx1: lost-reply",
	} {
		s := stormOf(t, name)
		c := runs.TimeAxisOf(s, marginLeft, marginRight)
		var labels []string
		for _, row := range faultBars(s, c) {
			labels = append(labels, row.label())
			for _, part := range row.shares(c) {
				if part.many < 1 || part.many > len(row.faults) || part.Left < c.Left || part.Right > c.Right {
					t.Errorf("%s: %s has %d of %d faults from %d to %d", name, row.label(), part.many, len(row.faults), part.Left, part.Right)
				}
			}
		}
		if got := strings.Join(labels, "|"); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func pageOf(t *testing.T, name string, s runs.Run) string {
	t.Helper()
	i := slices.IndexFunc(Pictures, func(p Picture) bool { return p.Name == name })
	svg, err := Pictures[i].SVG(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(svg)
}
