package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mailstorm/scenarios"
)

// played runs a scenario and leaves the folder with the page that plays it.
func played(t *testing.T, stdin string, args ...string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "out")
	var out, errs bytes.Buffer
	args = append(append([]string{"run"}, args...), "--out", dir, "--player", "--quiet", "--format", "json")
	if code := execute(args, streams{strings.NewReader(stdin), &out, &errs}); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	return dir
}

// playing opens the page of a folder; hash names a moment.
func playing(t *testing.T, ctx context.Context, dir, hash string) (context.Context, *heard) {
	t.Helper()
	tab, h := opened(t, ctx, filepath.Join(dir, "player.html")+hash)
	until(t, tab, "!!document.querySelector('.mailstorm .controls')")
	return tab, h
}

// until waits for a condition in a tab.
func until(t *testing.T, tab context.Context, condition string) {
	t.Helper()
	for range 2400 {
		if ask[bool](t, tab, condition) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("after two minutes it does not hold that %s\n%s", condition, ask[string](t, tab, "document.body.innerText"))
}

// press types keys where the focus is.
func press(t *testing.T, tab context.Context, keys string, options ...chromedp.KeyOption) {
	t.Helper()
	if err := chromedp.Do(tab, chromedp.KeyEvent(keys, options...)); err != nil {
		t.Fatal(err)
	}
}

// quiet fails if the browser complained of a page, or the page asked for anything but itself.
func quiet(t *testing.T, h *heard, dir string) {
	t.Helper()
	for _, complaint := range h.complaints {
		t.Errorf("the browser complains: %s", complaint)
	}
	for _, url := range h.requests {
		if file, _, _ := strings.Cut(url, "#"); file != "file://"+filepath.ToSlash(filepath.Join(dir, "player.html")) && url != "data:," {
			t.Errorf("it asks for %s", url)
		}
	}
	if len(h.requests) == 0 {
		t.Error("not even the file was asked for: nothing was heard")
	}
}

const atTheEnd = "document.querySelector('.mark').textContent.endsWith('the end.')"

// The deck is guessed at and played to its end by keys alone, and stops where its storm turns.
func TestPlayerByKeys(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "deck-after-data")
	tab, h := playing(t, ctx, dir, "")
	if !ask[bool](t, tab, "[...document.querySelectorAll('.controls button')].every(b => b.disabled)") {
		t.Error("it can be played before anybody has guessed")
	}
	press(t, tab, "\t51\t"+kb.ArrowDown+kb.ArrowDown+kb.ArrowDown+"\t0.25\t\r") // copies, a recipient, hours, Start
	until(t, tab, "document.querySelector('.predict').hidden")
	press(t, tab, "4")
	var stops []string
	for range 10 {
		press(t, tab, " ")
		until(t, tab, "!document.querySelector('.mailstorm').classList.contains('playing')")
		if ask[bool](t, tab, atTheEnd) {
			break
		}
		stops = append(stops, ask[string](t, tab, "document.querySelector('.mark').textContent"))
	}
	want := []string{"Mark: kept, and the sender did not hear it.", "Mark: a message trace of exo shows mail as pending.", "Mark: a second copy lies in a mailbox.", "Mark: the fault lost-reply of relay is over."}
	if fmt.Sprint(stops) != fmt.Sprint(want) {
		t.Errorf("it stopped at %q, want %q", stops, want)
	}
	if verdict := ask[string](t, tab, "document.querySelector('.verdict').innerText"); !strings.Contains(verdict, "51") || strings.Count(verdict, "right") != 3 {
		t.Errorf("the guess was right, and the verdict is\n%s", verdict)
	}
	press(t, tab, kb.ArrowLeft)
	if ask[bool](t, tab, atTheEnd) {
		t.Error("the arrow did not go back")
	}
	quiet(t, h, dir)
}

// playedEvent is a line of events.jsonl, as far as the tests of the page read it.
type playedEvent struct {
	At, Until     int64
	Kind, Host    string
	Enhanced      string
	Cause         string
	Code          int
	Copy, Message uint64
	Kept, Report  bool
}

func eventsIn(t *testing.T, dir string) (all []playedEvent) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var e playedEvent
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// stillImage is what a page shows, or what the events say it must.
type stillImage struct {
	Queue  map[string]int
	Next   map[string]string
	Copies int
	Cells  [6]int
	Kept   string
	Heard  string
}

// seenAt reads the events up to a moment. Every copy of these storms leaves its queue as a whole.
func seenAt(events []playedEvent, at int64) stillImage {
	s := stillImage{Queue: map[string]int{}, Next: map[string]string{}, Kept: "", Heard: ""}
	held, reports := map[uint64]string{}, map[uint64]bool{}
	next := map[uint64]int64{}
	for _, e := range events {
		if e.At > at {
			break
		}
		switch e.Kind {
		case "written":
			reports[e.Message] = e.Report
		case "kept":
			held[e.Copy] = e.Host
		case "deferred":
			next[e.Copy] = e.Until
		case "handed-over", "bounced", "lost", "died", "purged":
			delete(held, e.Copy)
			delete(next, e.Copy)
		case "delivered":
			if !reports[e.Message] {
				s.Copies++
			}
		case "talked":
			cell := 3
			s.Kept, s.Heard = "no", "nothing"
			if e.Kept {
				cell, s.Kept = 0, "yes"
			}
			switch {
			case e.Cause == "":
				s.Heard = "250"
			case e.Code >= 500:
				cell += 2
			default:
				cell++
			}
			if e.Cause == "said" {
				s.Heard = strings.TrimSpace(fmt.Sprint(e.Code, " ", e.Enhanced))
			}
			s.Cells[cell]++
		}
	}
	for number, host := range held {
		s.Queue[host]++
		if until, waits := next[number]; waits && (s.Next[host] == "" || clockAt(until) < s.Next[host]) {
			s.Next[host] = clockAt(until)
		}
	}
	return s
}

func clockAt(at int64) string {
	return time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).Add(time.Duration(at)).Format("15:04")
}

// shownNow reads the page.
const shownNow = `(() => {
	const text = (e, s) => { const f = e.querySelector(s); return f ? f.textContent : ""; };
	const queue = {}, next = {};
	for (const host of document.querySelectorAll(".host")) {
		const n = +text(host, ".queue b").replace(",", "");
		if (n) queue[text(host, "h2")] = n;
		const m = /next attempt (?:\w+ )?(\d\d:\d\d)/.exec(host.textContent);
		if (m) next[text(host, "h2")] = m[1];
	}
	const copies = [...document.querySelectorAll(".mailboxes li > span:last-child")].map(e => parseInt(e.textContent) || 0).reduce((a, b) => a + b, 0);
	const cells = [...document.querySelectorAll(".truths tbody td b")].map(b => +b.textContent.replace(",", ""));
	return { Queue: queue, Next: next, Copies: copies, Cells: cells, Kept: text(document, ".kept"), Heard: text(document, ".heard").split(";")[0] };
})()`

// At ten moments of each storm the page shows what events.jsonl says.
func TestPlayerShowsTheEvents(t *testing.T) {
	ctx := browser(t)
	for _, scenario := range []string{"deck-after-data", "deck-stopped-five-ways", "two-hop-relay"} {
		dir := played(t, "", scenario)
		events := eventsIn(t, dir)
		tab, h := playing(t, ctx, dir, "#t=08:01")
		for i := range 10 {
			at := int64(i) * int64(24*time.Minute)
			want := seenAt(events, at)
			ask[string](t, tab, "window.changed = false, addEventListener('hashchange', () => window.changed = true, {once: true}), location.hash = '#t="+clockAt(at)+"'")
			until(t, tab, "window.changed")
			if got := ask[stillImage](t, tab, shownNow); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s at %s: the page shows\n%+v, the events say\n%+v", scenario, clockAt(at), got, want)
			}
		}
		quiet(t, h, dir)
	}
}

// A crowd is shown by its series: at the end of a step, what waits is what the events say.
func TestPlayerShowsACrowd(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "weekend-outage")
	events := eventsIn(t, dir)
	zero := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	tab, h := playing(t, ctx, dir, "#t=Sat+12:00")
	for range 5 {
		press(t, tab, kb.ArrowRight)
		// a step ends just before the moment that the clock shows
		clock := ask[string](t, tab, "document.querySelector('.clock').textContent")
		at, err := time.Parse("Mon 15:04 2006-01-02", clock+" 2026-01-10")
		if err != nil {
			t.Fatal(err)
		}
		want, got := seenAt(events, int64(at.Sub(zero))-1), ask[stillImage](t, tab, shownNow)
		if fmt.Sprint(got.Queue) != fmt.Sprint(want.Queue) || got.Cells != want.Cells {
			t.Errorf("%s: the page shows\n%+v, the events say\n%+v", clock, got, want)
		}
	}
	quiet(t, h, dir)
}

// Who wants no motion gets steps: nothing flies, and the storm comes to its end.
func TestPlayerWithoutMotion(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "silent-loss")
	tab, _ := playing(t, ctx, dir, "#t=08:00")
	err := chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	watch := "window.flown = 0; new MutationObserver(all => window.flown += all.reduce((n, m) => n + m.addedNodes.length, 0)).observe(document.querySelector('.flights'), {childList: true}); 0"
	ask[int](t, tab, watch)
	ask[bool](t, tab, "document.querySelector('#stops').checked = false")
	press(t, tab, kb.Home)
	press(t, tab, "3 ")
	until(t, tab, atTheEnd+" && !document.querySelector('.mailstorm').classList.contains('playing')")
	if flown := ask[int](t, tab, "window.flown"); flown > 0 {
		t.Errorf("%d things flew", flown)
	}
}

// The page fits a phone and a projector, and people who see little or use no mouse can read it: also when names are long or would be markup.
func TestPlayerForEverybody(t *testing.T) {
	axe := axeCore(t)
	for _, c := range []struct {
		name, stdin string
		args        []string
	}{
		{"deck", "", []string{"deck-after-data"}},
		{"vary", "", []string{"deck-worst-case", "--vary", "host.exo.message_expiration=12h,18h,24h"}},
		{"herd", "", []string{"thundering-herd"}},
		{"nothing", "", []string{"deck-after-data", "--set", "mail.deck.at=2d", "--set", "length=1d"}},
		{"crowd", crowd(), []string{"-"}},
		{"names", longNames(), []string{"-"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := browser(t)
			dir := played(t, c.stdin, c.args...)
			tab, h := playing(t, ctx, dir, "")
			for _, moment := range []string{"", "document.querySelector('.skip').click()", "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'End'}))"} {
				if moment != "" {
					ask[bool](t, tab, moment+", true")
				}
				for _, width := range []int64{1920, 360, 320} {
					if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 1080)); err != nil {
						t.Fatal(err)
					}
					if wide := ask[int64](t, tab, "document.documentElement.scrollWidth"); wide > width {
						t.Errorf("%d pixels wide, it scrolls sideways to %d", width, wide)
					}
				}
				for _, scheme := range []string{"light", "dark"} {
					colored(t, tab, scheme)
					for _, text := range ask[[]string](t, tab, faint) {
						if !strings.Contains(text, "OPTION") {
							t.Errorf("%s: too faint: %s", scheme, text)
						}
					}
					for _, violation := range violations(t, tab, axe) {
						t.Errorf("%s: axe-core: %s", scheme, violation)
					}
				}
			}
			quiet(t, h, dir)
		})
	}
}

// axeCore is the text of axe-core, which the environment names; without it the other checks run alone.
func axeCore(t *testing.T) string {
	path := os.Getenv("AXE_CORE")
	if path == "" {
		t.Log("AXE_CORE names no axe.min.js, so axe-core checks nothing")
		return ""
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func violations(t *testing.T, tab context.Context, axe string) []string {
	t.Helper()
	if axe == "" {
		return nil
	}
	ask[bool](t, tab, "window.axe || ("+"(() => {"+axe+"})(), true), true")
	ask[bool](t, tab, "window.found = null, axe.run().then(r => window.found = r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | '))), true")
	until(t, tab, "window.found !== null")
	return ask[[]string](t, tab, "window.found")
}

// longNames has names that are long, run from right to left, or would be markup.
func longNames() string {
	long := strings.Repeat("a", 60)
	var to []string
	for i := range 100 {
		to = append(to, fmt.Sprintf("%q", fmt.Sprintf("%s%d@%s.example", long[:40], i, long)))
	}
	return fmt.Sprintf("title = \"<script>document.title='evil'</script> \u05e9\u05dc\u05d5\u05dd %s\"\n[mail.deck]\nfrom = \"sender@contoso.example\"\nto = [%s]\nsize = \"1MB\"\n"+
		"[host.exo]\nprofile = \"exchange-online\"\ndomains = [\"contoso.example\"]\nroutes = {\"*\" = %q}\n[host.%q]\ndomains = [\"%s.example\"]\n"+
		"[host.%q.fault.\"\u05e9\u05dc\u05d5\u05dd<img src=x onerror=alert(1)>\"]\nkind = \"drop-after-data\"\nends = \"2h\"\n",
		long+long, strings.Join(to, ", "), long, long, long, long)
}

// Names that would be markup stay text.
func TestPlayerWritesText(t *testing.T) {
	ctx := browser(t)
	dir := played(t, longNames(), "-")
	tab, h := playing(t, ctx, dir, "#t=08:15")
	if title := ask[string](t, tab, "document.querySelector('h1').textContent"); !strings.HasPrefix(title, "<script>document.title='evil'</script>") {
		t.Errorf("the title reads %q", title)
	}
	if n := ask[int](t, tab, "document.querySelectorAll('main script, main img').length"); n > 0 {
		t.Errorf("%d elements came out of names", n)
	}
	quiet(t, h, dir)
}

// The slider shows what a run with that value shows.
func TestPlayerWhatIf(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "deck-worst-case", "--vary", "host.exo.message_expiration=12h..24h/4h")
	tab, h := playing(t, ctx, dir, "#t=12:00")
	press(t, tab, kb.End)
	if got := ask[string](t, tab, "document.querySelector('output').textContent"); got != "24h, as in the scenario" {
		t.Errorf("the slider says %q", got)
	}
	ask[bool](t, tab, "(() => { const s = document.querySelector('#what-if'); s.value = 0; s.dispatchEvent(new Event('input')); return true; })()")
	ask[bool](t, tab, "document.activeElement.blur(), document.dispatchEvent(new KeyboardEvent('keydown', {key: 'End'})), true")
	other := played(t, "", "deck-worst-case", "--set", "host.exo.message_expiration=12h")
	if got, want := ask[stillImage](t, tab, shownNow).Copies, seenAt(eventsIn(t, other), 1<<62).Copies; got != want {
		t.Errorf("with 12 h it shows %d copies, a run has %d", got, want)
	}
	quiet(t, h, dir)
}

// Whoever looks with the eyes of one role is not told a mark, which says what nobody there sees.
func TestPlayerMarkIsTheTruth(t *testing.T) {
	ctx := browser(t)
	tab, _ := playing(t, ctx, played(t, "", "deck-after-data"), "")
	ask[bool](t, tab, "document.querySelector('.skip').click(), true")
	press(t, tab, kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierShift))
	for role, grey := range map[string]bool{"": false, "sender": true, "admin1": true} {
		ask[bool](t, tab, fmt.Sprintf("(s => { s.value = %q; s.dispatchEvent(new Event('change')); return true; })(document.querySelector('#seen-by'))", role))
		mark := "document.querySelector('.mark')"
		if !ask[bool](t, tab, mark+".textContent !== ''") || ask[bool](t, tab, mark+".classList.contains('unknown')") != grey {
			t.Errorf("as seen by %q the mark is grey: %v, want %v", role, !grey, grey)
		}
	}
}

// The page does not tell how the storm ends before somebody has guessed, nor before the guess is judged; the slider tells it.
func TestPlayerKeepsTheEndFromWhoGuesses(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "deck-worst-case", "--vary", "host.exo.message_expiration=12h,24h")
	const told = "document.querySelector('.what-if').innerText.includes('96 copies')"
	tab, h := playing(t, ctx, dir, "")
	for _, c := range []struct {
		when, keys string
		told       bool
	}{
		{"before the guess", "", false},
		{"after it", "\t96\t" + kb.ArrowDown + kb.ArrowDown + "\t24\t\r", false},
		{"at a step", kb.ArrowRight, false},
		{"at the end", kb.End, true},
	} {
		press(t, tab, c.keys)
		if got := ask[bool](t, tab, told); got != c.told {
			t.Errorf("%s: the page tells the end: %v, want %v", c.when, got, c.told)
		}
	}
	quiet(t, h, dir)
	tab, _ = playing(t, ctx, dir, "")
	ask[bool](t, tab, "document.querySelector('.skip').click(), true")
	if !ask[bool](t, tab, told) {
		t.Error("who does not guess is not told the end beside the slider")
	}
	tab, _ = playing(t, ctx, dir, "")
	press(t, tab, "\t96\t"+kb.ArrowDown+kb.ArrowDown+"\t24\t\r")
	ask[bool](t, tab, "(s => { s.value = 0; s.dispatchEvent(new Event('input')); return true; })(document.querySelector('#what-if'))")
	if text := ask[string](t, tab, "document.querySelector('.what-if').innerText"); !strings.Contains(text, "48 copies") {
		t.Errorf("with the slider moved it says %q", text)
	}
}

// The slider begins with the scenario itself, where none of its values is that of the scenario; the panels name the hosts of the storm that is shown.
func TestPlayerWhatIfBesideItsOwnValue(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "backup-mx", "--vary", `host.contoso.routes={"fabrikam.example"="mx2"},{"fabrikam.example"="mx1"}`)
	tab, h := playing(t, ctx, dir, "#t=50%")
	ask[bool](t, tab, "document.querySelector('.skip').click(), document.activeElement.blur(), true")
	if got := ask[string](t, tab, "document.querySelector('output').textContent"); got != "as in the scenario" {
		t.Errorf("the slider says %q", got)
	}
	for i := range 3 {
		ask[bool](t, tab, fmt.Sprintf("(() => { const s = document.querySelector('#what-if'); s.value = %d; s.dispatchEvent(new Event('input')); return true; })()", i))
		hosts := "[...document.querySelectorAll('.host h2')].map(e => 'admin of ' + e.textContent).join()"
		named := "[...document.querySelectorAll('.sights dt')].slice(2).map(e => e.textContent).join()"
		if got, want := ask[string](t, tab, named), ask[string](t, tab, hosts); got != want {
			t.Errorf("at value %d the panel names %s, the stage %s", i, got, want)
		}
	}
	quiet(t, h, dir)
}

// Storms without mail, without a queue, for years, and such as become a crowd under another value are played, too.
func TestPlayerPlaysOddStorms(t *testing.T) {
	ctx := browser(t)
	const mail, route = "[mail.m]\nfrom = \"a@contoso.example\"\nsize = \"1MB\"\n", "routes = {\"*\" = \"relay\"}\n[host.relay]\ndomains = [\"fabrikam.example\"]\n"
	const exo = "[host.exo]\nprofile = \"exchange-online\"\ndomains = [\"contoso.example\"]\n"
	for _, c := range []struct {
		name, scenario string
		args           []string
	}{
		{"no mail", "length = \"1h\"\n" + mail + "to = \"b@fabrikam.example\"\nrate = \"1/d\"\n" + exo + route, nil},
		{"one host", mail + "to = \"b@contoso.example\"\n" + exo, nil},
		{"years", "length = \"3650d\"\n" + mail + "to = \"b@fabrikam.example\"\nrate = \"1/d\"\n" + exo + route, nil},
		{"a crowd or not", mail + "to = \"b@fabrikam.example\"\n" + exo + route, []string{"--vary", "mail.m.count=9,1,8"}},
	} {
		dir := played(t, c.scenario, append([]string{"-"}, c.args...)...)
		tab, h := playing(t, ctx, dir, "")
		press(t, tab, "\t0\t"+kb.ArrowDown+"\t0\t\r")
		until(t, tab, "document.querySelector('.predict').hidden")
		for i := range max(1, 4*len(c.args)) {
			ask[bool](t, tab, fmt.Sprintf("(s => { if (s) { s.value = %d; s.dispatchEvent(new Event('input')); } document.activeElement.blur(); return true; })(document.querySelector('#what-if'))", i%4))
			press(t, tab, kb.Home+kb.ArrowRight+kb.ArrowRight+kb.ArrowLeft+"  "+kb.End)
		}
		if verdict := ask[bool](t, tab, "!document.querySelector('.verdict').hidden"); !verdict {
			t.Errorf("%s: at its end nothing is said of the guess", c.name)
		}
		quiet(t, h, dir)
	}
}

// Whoever shortens the expiration sees at once when what waits expires.
func TestPlayerMovesDeadlines(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "deck-worst-case", "--set", `host.exo.change.shorter={at="2h", message_expiration="12h"}`)
	tab, h := playing(t, ctx, dir, "#t=09:50")
	for _, want := range []string{"expires Tue 08:00", "expires 20:00"} {
		if got := ask[string](t, tab, "document.querySelector('.host').innerText"); !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
		press(t, tab, kb.ArrowRight)
	}
	quiet(t, h, dir)
}

// A mark of a crowd is a step at whose end its sign shows.
func TestPlayerMarksACrowdWhereSignsShow(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "weekend-outage")
	tab, h := playing(t, ctx, dir, "#t=08:00")
	for range 20 {
		press(t, tab, kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierShift))
		if strings.Contains(ask[string](t, tab, "document.querySelector('.mark').textContent"), "shows mail as pending") {
			break
		}
	}
	if got := ask[string](t, tab, "document.querySelector('.sights').innerText"); !strings.Contains(got, "pending in a message trace since") {
		t.Errorf("at the mark nobody sees pending mail:\n%s", got)
	}
	quiet(t, h, dir)
}

// A print shows the moment on one sheet, dark as the screen may be: what is chosen is told, and what can only be pressed is left out.
func TestPlayerPrints(t *testing.T) {
	ctx := browser(t)
	for _, c := range []struct {
		hash string
		args []string
	}{
		{"#t=08:15", []string{"deck-after-data"}}, {"#t=Sat+12:00", []string{"weekend-outage"}}, {"#t=08:30", []string{"thundering-herd"}},
		{"#t=08:10", []string{"reply-all-storm"}}, {"", []string{"four-mx"}},
		{"#t=12:00", []string{"deck-worst-case", "--vary", "host.exo.message_expiration=12h,24h"}},
	} {
		tab, h := playing(t, ctx, played(t, "", c.args...), c.hash)
		if err := chromedp.Do(tab, chromedp.EmulateViewport(1920, 1080)); err != nil {
			t.Fatal(err)
		}
		colored(t, tab, "dark")
		for _, paper := range []chromedp.PaperSize{chromedp.PaperA4, chromedp.PaperLetter} {
			if got := sheets(t, tab, paper); got != 1 {
				t.Errorf("%s prints on %d pages", c.args[0], got)
			}
		}
		media(t, tab, "print", "dark")
		if paper := ask[string](t, tab, "getComputedStyle(document.querySelector('.mailstorm')).backgroundColor"); paper != "rgb(255, 255, 255)" {
			t.Errorf("%s: the paper is %s", c.args[0], paper)
		}
		for _, text := range ask[[]string](t, tab, faint) {
			t.Errorf("%s: too faint on paper: %s", c.args[0], text)
		}
		if shown := ask[bool](t, tab, "!!document.querySelector('.controls').innerText.includes('host.exo.message_expiration = 24h')"); shown != (len(c.args) > 1) {
			t.Errorf("%s: the value of the slider shows: %v", c.args[0], shown)
		}
		if n := ask[int](t, tab, "[...document.querySelectorAll('.mailstorm :is(button, input, select)')].filter(e => e.checkVisibility()).length"); n > 0 {
			t.Errorf("%s: %d controls are on paper", c.args[0], n)
		}
		for _, complaint := range h.complaints {
			t.Errorf("the browser complains: %s", complaint)
		}
	}
}

// What has the focus is in sight, also on a screen that is magnified to twice its size, and a box that is empty gets it; what a role
// cannot know is no more read aloud than it is seen.
func TestPlayerKeepsTheFocusInSight(t *testing.T) {
	ctx := browser(t)
	tab, h := playing(t, ctx, played(t, "", "deck-after-data"), "")
	if err := chromedp.Do(tab, chromedp.EmulateViewport(640, 450)); err != nil {
		t.Fatal(err)
	}
	press(t, tab, "\t51\r")
	if focus := ask[string](t, tab, "document.activeElement.parentElement.textContent"); !strings.HasPrefix(focus, "Who notices first") {
		t.Errorf("with one box filled, the focus is at %q", focus)
	}
	ask[bool](t, tab, "document.querySelector('.skip').click(), document.activeElement.blur(), true")
	reached := map[string]bool{}
	for range 12 {
		press(t, tab, "\t")
		focus := ask[string](t, tab, "document.activeElement.id || document.activeElement.ariaLabel || document.activeElement.tagName")
		reached[focus] = true
		if ask[bool](t, tab, `(() => { const e = document.activeElement, c = document.querySelector(".controls");
			return e !== document.body && !c.contains(e) && e.getBoundingClientRect().bottom > c.getBoundingClientRect().top && e.getBoundingClientRect().top < c.getBoundingClientRect().bottom; })()`) {
			t.Errorf("%s is behind the controls", focus)
		}
	}
	if !reached["seen-by"] || !reached["play"] || !reached["time"] {
		t.Errorf("the keyboard reaches only %v", reached)
	}
	ask[bool](t, tab, "(s => { s.value = 'sender'; s.dispatchEvent(new Event('change')); return true; })(document.querySelector('#seen-by'))")
	if read := ask[int](t, tab, "[...document.querySelectorAll('[data-known]')].filter(e => e.inert === e.dataset.known.includes('sender')).length"); read > 0 {
		t.Errorf("%d parts are read to who cannot know them, or not to who can", read)
	}
	direction := ", getComputedStyle(document.querySelector('.stage')).flexDirection"
	for event, want := range map[string]string{"beforeprint": "row", "afterprint": "column"} {
		if got := ask[string](t, tab, "dispatchEvent(new Event('"+event+"'))"+direction); got != want {
			t.Errorf("%s: hosts stand in a %s, want a %s", event, got, want)
		}
	}
	for _, complaint := range h.complaints {
		t.Errorf("the browser complains: %s", complaint)
	}
}

// A role sees neither what crosses between hosts nor what is in their queues, and no more of it one step later: in a crowd, too.
func TestPlayerGreysOutACrowd(t *testing.T) {
	ctx := browser(t)
	tab, h := playing(t, ctx, played(t, "", "weekend-outage"), "#t=Sat+12:00")
	ask[bool](t, tab, "(s => { s.value = 'sender'; s.dispatchEvent(new Event('change')); s.blur(); return true; })(document.querySelector('#seen-by'))")
	for range 2 {
		grey := "[...document.querySelectorAll('.end, .ages')].map(e => e.classList.contains('unknown')).join()"
		if got := ask[string](t, tab, grey); got != "false,true,true,true" {
			t.Errorf("of senders, queues and mailboxes these are grey: %s", got)
		}
		if crosses := ask[int](t, tab, "[...document.querySelectorAll('.flow, .flights')].filter(e => getComputedStyle(e).visibility !== 'hidden').length"); crosses > 0 {
			t.Errorf("the sender sees %d flows between hosts", crosses)
		}
		press(t, tab, kb.ArrowRight)
	}
	for _, complaint := range h.complaints {
		t.Errorf("the browser complains: %s", complaint)
	}
}

// A browser that is too old says so.
func TestPlayerInAnOldBrowser(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "deck-after-data")
	tab, _ := playing(t, ctx, dir, "")
	older := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: "delete window.DecompressionStream"})
		return err
	})
	if err := chromedp.Do(tab, older, chromedp.Navigate("file://"+filepath.ToSlash(filepath.Join(dir, "player.html"))+"?")); err != nil {
		t.Fatal(err)
	}
	until(t, tab, "document.getElementById('player').innerText.includes('needs a browser from 2023 or later')")
}

// What a page shows beside its picture: what somebody sees, hears or is told, at a moment that keys lead to.
func TestPlayerTells(t *testing.T) {
	ctx := browser(t)
	const on, onward, end = kb.ArrowRight, "mark " + kb.ArrowRight, kb.End
	for _, c := range []struct {
		scenario, hash, keys, element string
		want, unwanted                string
	}{
		{"disk-full", "", end, ".sights", "1,207 error replies", "nothing\nadmin"},
		{"newsletter-limits", "", end, ".ends", "heard: 2,400 NDRs", ""},
		{"helpdesk-loop", "", end, ".sights", "1 NDR written; 1,439 DSNs about automatic mail", ""},
		{"nobody-answers", "", end, ".attempt", "a 5xx before MAIL; it notes 450 4.4.317", ""},
		{"answers-to-forged-senders", "", end, ".fates", "15.6 MB on the wire; 520 automatic messages, 5.2 MB", "in all sessions"},
		{"received-lines-removed", "", end, ".told", "new hears 250.", ""},
		{"erp-resubmits", "", onward, ".mark", "kept, and the sender did not hear it; the first NDR is written", ""},
		{"late-recipient-check", "#t=09:30", on, ".hosts:nth-of-type(3)", "next attempt", "next attempt 08:01"},
		{"greylist-many-addresses", "", onward + onward, ".sights", "pending in a message trace since", ""},
		{"certificate-runs-out", "", onward, ".mark", "the intervention runs-out of exo", ""},
	} {
		dir := played(t, "", c.scenario)
		tab, _ := playing(t, ctx, dir, c.hash)
		ask[bool](t, tab, "document.querySelector('.skip').click(), document.activeElement.blur(), true")
		for i, key := range strings.Split(c.keys, "mark ") {
			var modifiers []chromedp.KeyOption
			if i > 0 {
				modifiers = append(modifiers, chromedp.KeyModifiers(chromedp.ModifierShift))
			}
			if key != "" {
				press(t, tab, key, modifiers...)
			}
		}
		got := ask[string](t, tab, fmt.Sprintf("[...document.querySelectorAll(%q)].map(e => e.innerText).join('\\n')", c.element))
		if !strings.Contains(got, c.want) || c.unwanted != "" && strings.Contains(got, c.unwanted) {
			t.Errorf("%s: %s does not say %q alone:\n%s", c.scenario, c.element, c.want, got)
		}
		if err := chromedp.Cancel(tab); err != nil {
			t.Fatal(err)
		}
	}
}

// Whoever looks with the eyes of one role sees no flight, mark or bar of what it cannot know.
func TestPlayerShowsARole(t *testing.T) {
	ctx := browser(t)
	dir := played(t, "", "deck-after-data")
	tab, _ := playing(t, ctx, dir, "#t=08:15")
	ask[bool](t, tab, "(() => { const s = document.querySelector('#seen-by'); s.value = 'admin0'; s.dispatchEvent(new Event('change')); s.blur(); return true; })()")
	for _, part := range []string{".line", ".mark", ".marks", ".faults", ".fates", ".truths", ".end", ".mailboxes li"} {
		if opacity := ask[string](t, tab, fmt.Sprintf("getComputedStyle(document.querySelector(%q)).opacity", part)); opacity != "0.15" {
			t.Errorf("%s has opacity %s for the administrator of exo", part, opacity)
		}
	}
	if shown := ask[string](t, tab, "getComputedStyle(document.querySelector('.flights')).visibility"); shown != "hidden" {
		t.Errorf("flights are %s", shown)
	}
	if opacity := ask[string](t, tab, "getComputedStyle(document.querySelector('.queue')).opacity"); opacity != "1" {
		t.Errorf("its own queue has opacity %s", opacity)
	}
}

// On a screen of 1280 by 800 everything stands from left to right, words are whole, and the clock stands beside the title.
func TestPlayerFitsANotebook(t *testing.T) {
	ctx := browser(t)
	const layout = `(() => {
		const box = e => e.getBoundingClientRect(), broken = [];
		const columns = [...document.querySelectorAll(".stage > .column")].map(box);
		if (columns.some((c, i) => i && c.left < columns[i - 1].right)) broken.push("a column does not stand to the right of the one before");
		if (box(document.querySelector(".clock")).left < box(document.querySelector("h1")).right) broken.push("the clock stands below the title");
		const texts = document.createTreeWalker(document.querySelector(".scene"), NodeFilter.SHOW_TEXT), range = document.createRange();
		while (texts.nextNode()) for (const word of texts.currentNode.textContent.matchAll(/[\p{L}\d.]+/gu)) {
			range.setStart(texts.currentNode, word.index);
			range.setEnd(texts.currentNode, word.index + word[0].length);
			const parts = range.getClientRects();
			if (parts.length > 1 && parts[1].top > parts[0].bottom - 4) broken.push(word[0]);
		}
		const below = box(document.querySelector(".fates table")).bottom - box(document.querySelector(".controls")).top;
		if (document.querySelectorAll(".host").length < 4 && below > 0) broken.push("the table of fates is behind the controls, by " + below);
		return broken;
	})()`
	for _, scenario := range []string{"deck-worst-case", "certificate-runs-out", "nobody-answers", "late-recipient-check", "two-hop-relay", "exim-bounces-at-once"} {
		dir := played(t, "", scenario)
		tab, _ := playing(t, ctx, dir, "")
		if err := chromedp.Do(tab, chromedp.EmulateViewport(1280, 800)); err != nil {
			t.Fatal(err)
		}
		ask[bool](t, tab, "document.querySelector('.skip').click(), document.activeElement.blur(), true")
		press(t, tab, kb.ArrowRight+kb.ArrowRight)
		for _, broken := range ask[[]string](t, tab, layout) {
			t.Errorf("%s: %s", scenario, broken)
		}
		if err := chromedp.Cancel(tab); err != nil {
			t.Fatal(err)
		}
	}
}

// Each storm of the library plays from its beginning to its end, and ends in the fates of its result.
func TestPlayerPlaysTheLibrary(t *testing.T) {
	takesLong(t)
	for some := range slices.Chunk(scenarios.Library(), 15) { // a browser for each lot: it has three minutes
		t.Run("from "+some[0].Name, func(t *testing.T) {
			ctx := browser(t)
			for _, e := range some {
				endsAsItsResult(t, ctx, e.Name)
			}
		})
	}
}

// Storms of which results and pages count differently unless care is taken: NDRs about several deliveries, automatic mail, and crowds.
func TestPlayerCountsAsItsResult(t *testing.T) {
	ctx := browser(t)
	for _, scenario := range []string{"newsletter-limits", "answers-to-forged-senders", "deck-stopped-five-ways", "list-loop"} {
		endsAsItsResult(t, ctx, scenario)
	}
}

func endsAsItsResult(t *testing.T, ctx context.Context, scenario string) {
	dir := played(t, "", scenario)
	tab, h := playing(t, ctx, dir, "")
	ask[bool](t, tab, "document.querySelector('.skip').click(), document.activeElement.blur(), true")
	press(t, tab, "5 ")
	time.Sleep(200 * time.Millisecond)
	press(t, tab, " "+kb.End)
	want, metrics := resultIn(t, dir)
	got := ask[[]string](t, tab, fatesShown)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: the page ends with fates %v, the result says %v", scenario, got, want)
	}
	// In a crowd, first copies and duplicates stand apart.
	const sums = `(() => {
		const text = [...document.querySelectorAll(".bars li"), document.querySelector(".sums")].map(e => e.textContent).join("; ");
		const number = m => +(m || ["", "0"])[1].replaceAll(",", "");
		const [, bytes, unit] = /([\d.]+) (\w+) on the wire/.exec(text), first = / first cop/.test(text) ? number(/([\d,]+) duplicate/.exec(text)) : 0;
		return [number(/([\d,]+) (?:first )?cop/.exec(text)) + first, number(/([\d,]+) NDRs? received/.exec(text)), bytes * {B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12}[unit]];
	})()`
	for i, n := range ask[[]float64](t, tab, sums) {
		metric := []string{"copies", "ndr.delivered", "wire.bytes"}[i]
		if want := metrics[metric]; math.Abs(n-want) > want/1000 {
			t.Errorf("%s: the page ends with %s %v, the result says %v", scenario, metric, n, want)
		}
	}
	quiet(t, h, dir)
	if err := chromedp.Cancel(tab); err != nil {
		t.Fatal(err)
	}
}

// fatesShown are the numbers in the nine cells of the page, row by row.
const fatesShown = "[...document.querySelectorAll('.fates tbody td b')].map(b => b.textContent.replaceAll(',', ''))"

// resultIn are the fates of a result, row by row, and its metrics.
func resultIn(t *testing.T, dir string) (fates []string, metrics map[string]float64) {
	t.Helper()
	var result struct {
		Fates   map[string]map[string]int
		Metrics map[string]float64
	}
	text, err := os.ReadFile(filepath.Join(dir, "result.json"))
	if err == nil {
		err = json.Unmarshal(text, &result)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"ndr", "pending", "accepted"} {
		for _, column := range []string{"0", "1", "2+"} {
			fates = append(fates, strconv.Itoa(result.Fates[row][column]))
		}
	}
	return fates, result.Metrics
}

// Neither a time in the address nor the keys of the controls, which are always in sight, scroll the page away from the stage.
func TestPlayerStaysWhereItIs(t *testing.T) {
	ctx := browser(t)
	tab, _ := playing(t, ctx, played(t, "", "nobody-answers"), "#t=09:00")
	if err := chromedp.Do(tab, chromedp.EmulateViewport(1280, 600)); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if y := ask[float64](t, tab, "scrollY"); y != 0 {
			t.Fatalf("it is scrolled by %v at %s", y, ask[string](t, tab, "document.activeElement.outerHTML"))
		}
		press(t, tab, kb.Tab)
	}
}
