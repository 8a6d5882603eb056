//go:build slow

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// largestPage is how many bytes the page may have.
const largestPage = 3_000_000

// TestPlaygroundInBrowser uses the page as people do: it chooses, breaks, mends, runs, opens, saves and cancels. Built once, for it takes a minute.
func TestPlaygroundInBrowser(t *testing.T) {
	needs(t, "chromium")
	needs(t, "xz")
	file := filepath.Join(t.TempDir(), "playground.html")
	if said := inProcess([]string{"playground", "--out", file, "--quiet"}); said.code != exitOK {
		t.Fatal(said.err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() > largestPage {
		t.Errorf("the page has %d bytes (%v), more than %d", info.Size(), err, largestPage)
	}
	ctx := browser(t)
	tab, h := opened(t, ctx, file)
	if err := chromedp.Do(tab, chromedp.EmulateViewport(1280, 800)); err != nil { // its report is then as wide as in a pipe
		t.Fatal(err)
	}
	until(t, tab, "!!document.getElementById('run')")
	press(t, tab, kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)) // before there is a scenario to run
	until(t, tab, "!document.getElementById('run').disabled")
	if ask[bool](t, tab, "text.value === '' || "+stateShown+" !== 'Ready.'") {
		t.Errorf("what can be run is empty, and the page says %q", ask[string](t, tab, stateShown))
	}
	ready(t, tab)
	for _, c := range []struct {
		name string
		try  func(t *testing.T, tab context.Context)
	}{
		{"same digests as the command line", sameDigests}, {"mistakes where check shows them", sameMistakes}, {"limits", limitsAreSaid}, {"cancel", cancelled},
		{"while it runs", usableWhileItRuns}, {"internal errors", internalErrorsAreSaid},
		{"drafts", draftsAreKept}, {"files", filesAreShared}, {"files that are wrong", wrongFilesAreSaid}, {"for everybody", readableEverywhere},
	} {
		t.Run(c.name, func(t *testing.T) { c.try(t, tab) })
	}
	for _, url := range h.requests {
		if url != "file://"+filepath.ToSlash(file) && url != "data:," && !strings.HasPrefix(url, "blob:") { // its worker, and what it saves
			t.Errorf("it asks for %s", url)
		}
	}
	for _, complaint := range h.complaints {
		t.Errorf("the browser complains: %s", complaint)
	}
}

// needs skips the test where there is no such program.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not on PATH: apt-get install chromium xz-utils, or leave this test to a machine that has them", program)
	}
}

func ready(t *testing.T, tab context.Context) {
	t.Helper()
	until(t, tab, "!document.getElementById('run').disabled && document.getElementById('verdict').textContent !== ''")
}

// shows waits for a scenario of the library in the box.
func shows(t *testing.T, tab context.Context, name string) {
	t.Helper()
	ask[bool](t, tab, fmt.Sprintf("library.value = %q, library.dispatchEvent(new Event('change')), true", name))
	until(t, tab, fmt.Sprintf("document.getElementById('file').textContent.startsWith(%q)", name+".toml"))
}

// types puts the caret behind a word of the scenario, takes the word away and types others, as on a keyboard.
func types(t *testing.T, tab context.Context, word, instead string) {
	t.Helper()
	if !ask[bool](t, tab, fmt.Sprintf("(() => { const at = text.value.indexOf(%q); text.focus(); text.setSelectionRange(at, at + %d); return at >= 0; })()", word, len(word))) {
		t.Fatalf("the scenario has no %q", word)
	}
	press(t, tab, kb.Backspace+instead)
}

// rewritten replaces the whole scenario.
func rewritten(t *testing.T, tab context.Context, scenario string) {
	t.Helper()
	ask[bool](t, tab, fmt.Sprintf("text.value = %s, text.dispatchEvent(new Event('input')), true", quoted(t, scenario)))
}

func quoted(t *testing.T, text string) string {
	t.Helper()
	b, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const (
	digestShown  = "document.getElementById('digest').textContent"
	reportShown  = "document.getElementById('report').textContent"
	stateShown   = "document.getElementById('state').textContent"
	verdictShown = "document.getElementById('verdict').textContent"
)

// runsShown presses Ctrl+Enter in the box and waits for the end.
func runsShown(t *testing.T, tab context.Context) {
	t.Helper()
	ask[bool](t, tab, "document.getElementById('state').textContent = '', text.focus(), true")
	press(t, tab, kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	until(t, tab, "/^(Ran|Not run|Cancelled|The )/.test("+stateShown+")")
}

func sameDigests(t *testing.T, tab context.Context) {
	for _, name := range []string{"deck-after-data", "deck-worst-case", "weekend-outage", "robot-pair", "greylist-many-addresses", "wrong-tenant-ndr-only", "tls-half-good-drawn"} {
		shows(t, tab, name)
		runsShown(t, tab)
		var want struct{ Digest string }
		if err := json.Unmarshal([]byte(inProcess([]string{"run", name, "--format", "json", "--quiet"}).out), &want); err != nil {
			t.Fatal(err)
		}
		if got := ask[string](t, tab, digestShown); got != want.Digest || got == "" {
			t.Errorf("%s: digest %q, on the command line %q", name, got, want.Digest)
		}
		if got, want := ask[string](t, tab, reportShown), inProcess([]string{"run", name, "--quiet"}).out; got != want {
			t.Errorf("%s: the page reports\n%s\nand the command line\n%s", name, got, want)
		}
		until(t, tab, "!!document.querySelector('#player h1')?.textContent")
	}
}

// sameMistakes breaks a scenario with the keyboard, compares what is shown with mailstorm check of the same text, and mends it.
func sameMistakes(t *testing.T, tab context.Context) {
	shows(t, tab, "deck-after-data")
	types(t, tab, "drop-after-data", "drop-after-dta")
	types(t, tab, "ends = ", "end = ")
	until(t, tab, verdictShown+".startsWith('2 mistakes')")
	t.Chdir(t.TempDir())
	writeFile(t, "deck-after-data.toml", ask[string](t, tab, "text.value"))
	want := strings.TrimSpace(inProcess([]string{"check", "deck-after-data.toml"}).err)
	if got := ask[string](t, tab, "[...document.querySelectorAll('#problems pre')].map(p => p.textContent).join('\\n\\n')"); got != want {
		t.Errorf("the page shows\n%s\nand check\n%s", got, want)
	}
	if got := ask[string](t, tab, "document.querySelector('#numbers .wrong').textContent"); !strings.Contains(want, "deck-after-data.toml:"+got+":") {
		t.Errorf("line %s is marked, and check says\n%s", got, want)
	}
	runsShown(t, tab)
	if got := ask[string](t, tab, stateShown); got != "Not run: the scenario has 2 mistakes." {
		t.Errorf("a broken scenario was run: %s", got)
	}
	ask[bool](t, tab, "[...document.querySelectorAll('#problems button')][0].click(), true")
	if got := ask[string](t, tab, "text.value.slice(text.selectionStart, text.selectionEnd)"); !strings.Contains(got, "drop-after-dta") {
		t.Errorf("the button of the mistake selects %q", got)
	}
	types(t, tab, "drop-after-dta", "drop-after-data")
	types(t, tab, "end = ", "ends = ")
	until(t, tab, verdictShown+" === 'No mistakes.'")
	runsShown(t, tab)
	writeFile(t, "mended.toml", ask[string](t, tab, "text.value"))
	if got := ask[string](t, tab, digestShown); !strings.Contains(inProcess([]string{"run", "mended.toml", "--format", "json"}).out, `"`+got+`"`) {
		t.Errorf("the mended scenario has the digest %q, and another one on the command line", got)
	}
}

const large = `[mail.m]
from = "a@contoso.example"
to = "b@fabrikam.example"
count = %d
size = "75KB"
[host.exo]
profile = "exchange-online"
domains = ["contoso.example"]
routes = {"*" = "relay"}
[host.relay]
domains = ["fabrikam.example"]
[host.relay.fault.down]
kind = "connection-refused"
ends = "%s"
`

func limitsAreSaid(t *testing.T, tab context.Context) {
	rewritten(t, tab, fmt.Sprintf(large, 9_000_000, "1h"))
	until(t, tab, verdictShown+".includes('too large for a browser')")
	rewritten(t, tab, "copy_limit = 50\n"+fmt.Sprintf(large, 100, "10h"))
	runsShown(t, tab)
	if got := ask[string](t, tab, "document.getElementById('stopped').innerText"); !strings.HasPrefix(got, "This run ended at a limit: ") {
		t.Errorf("a run beyond copy_limit says %q", got)
	}
	rewritten(t, tab, strings.Replace(fmt.Sprintf(large, 1, "1h"), `"exchange-online"`, `"mine.toml"`, 1))
	until(t, tab, verdictShown+".includes('only the text of the scenario is here')")
}

// starts runs a scenario that takes long.
func starts(t *testing.T, tab context.Context) {
	t.Helper()
	rewritten(t, tab, fmt.Sprintf(large, 300_000, "30h"))
	ask[bool](t, tab, "text.focus(), true")
	press(t, tab, kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	until(t, tab, stateShown+".startsWith('Running: ')")
}

// cancelled ends a run, another one while the engine starts anew, and runs a third.
func cancelled(t *testing.T, tab context.Context) {
	starts(t, tab)
	press(t, tab, kb.Escape)
	until(t, tab, stateShown+".startsWith('Cancelled.')")
	ask[bool](t, tab, "document.getElementById('run').click(), document.getElementById('cancel').click(), true")
	until(t, tab, stateShown+".startsWith('Cancelled.') && !document.body.classList.contains('running')")
	shows(t, tab, "permanent-reject")
	runsShown(t, tab)
	if got := ask[string](t, tab, reportShown); !strings.Contains(got, "permanent-reject") {
		t.Errorf("after a run was cancelled the next one reports %q", got)
	}
}

// usableWhileItRuns looks at another scenario and breaks it during a run.
func usableWhileItRuns(t *testing.T, tab context.Context) {
	starts(t, tab)
	shows(t, tab, "silent-loss")
	if got := ask[string](t, tab, verdictShown); got != "This text is checked when the run has ended." {
		t.Errorf("during a run, the check of a text says %q", got)
	}
	rewritten(t, tab, "titel = 1")
	press(t, tab, kb.Escape)
	until(t, tab, verdictShown+".includes('titel')")
	ask[bool](t, tab, "document.getElementById('undo').click(), true")
	until(t, tab, verdictShown+" === 'No mistakes.'")
}

// internalErrorsAreSaid lets the engine fail, by its own word and by its end.
func internalErrorsAreSaid(t *testing.T, tab context.Context) {
	shows(t, tab, "silent-loss")
	for answer, want := range map[string]string{
		"{id: m.id, answer: {error: 'internal error in mailstorm, please report it: it does not add up'}}": "internal error in mailstorm, please report it: it does not add up",
		"{died: 'fatal error: all is lost\\n\\ngoroutine 1'}":                                              "internal error in mailstorm, please report it, with the scenario: fatal error: all is lost",
		"{died: 'fatal error: out of memory'}":                                                             "The storm needed more memory than the browser gives, so it was stopped. Reduce the number of messages, or run the scenario with the program: mailstorm run.",
	} {
		ask[bool](t, tab, "window.post = Worker.prototype.postMessage, Worker.prototype.postMessage = function (m) { if (m.question?.Ask === 'run') this.onmessage({data: "+answer+"}); else post.call(this, m); }, true")
		ask[bool](t, tab, "document.getElementById('state').textContent = '', document.getElementById('run').click(), true")
		until(t, tab, stateShown+".includes('r') && !document.body.classList.contains('running')")
		if got := ask[string](t, tab, stateShown); got != want {
			t.Errorf("after %s, it says %q", answer, got)
		}
		ask[bool](t, tab, "Worker.prototype.postMessage = post, true")
		runsShown(t, tab)
		if got := ask[string](t, tab, reportShown); !strings.Contains(got, "silent-loss") {
			t.Errorf("after %s, the next run reports %q", answer, got)
		}
	}
}

// draftsAreKept changes a scenario, looks at another one and comes back.
func draftsAreKept(t *testing.T, tab context.Context) {
	shows(t, tab, "silent-loss")
	types(t, tab, "250, and gone", "250, und weg")
	shows(t, tab, "permanent-reject")
	shows(t, tab, "silent-loss")
	if !ask[bool](t, tab, "text.value.includes('250, und weg') && library.selectedOptions[0].text.endsWith(' (changed)')") {
		t.Error("a change is lost when one looks at another scenario")
	}
	if !ask[bool](t, tab, "!dispatchEvent(new Event('beforeunload', {cancelable: true}))") {
		t.Error("nobody is asked before a change is lost")
	}
	for _, name := range []string{"silent-loss", "deck-after-data", "permanent-reject"} {
		shows(t, tab, name)
		ask[bool](t, tab, "(undo => { if (!undo.hidden) undo.click(); })(document.getElementById('undo')), true")
	}
	if !ask[bool](t, tab, "dispatchEvent(new Event('beforeunload', {cancelable: true}))") {
		t.Error("the page is held although nothing is changed")
	}
}

// filesAreShared opens a file with a title that would be markup, and saves it.
func filesAreShared(t *testing.T, tab context.Context) {
	dir := t.TempDir()
	given := "title = \"<script>document.title='evil'</script><b>bold</b>\"\r\n" + strings.ReplaceAll(fmt.Sprintf(large, 1, "1h"), "\n", "\r\n")
	writeFile(t, filepath.Join(dir, "<b>mine.toml"), given)
	if err := chromedp.Do(tab, chromedp.SetUploadFiles("#chosen", []string{filepath.Join(dir, "<b>mine.toml")})); err != nil {
		t.Fatal(err)
	}
	until(t, tab, "document.getElementById('file').textContent === '<b>mine.toml'")
	runsShown(t, tab)
	if ask[bool](t, tab, "document.title === 'evil' || [...document.querySelectorAll('b')].some(b => b.textContent === 'bold')") {
		t.Error("the text of a scenario became markup")
	}
	saved := ask[string](t, tab, `(() => {
		let saved = "";
		const click = HTMLAnchorElement.prototype.click;
		HTMLAnchorElement.prototype.click = function () { saved = this.download; };
		document.getElementById("save").click();
		HTMLAnchorElement.prototype.click = click;
		return saved;
	})()`)
	if saved != "<b>mine.toml" {
		t.Errorf("it is saved as %q", saved)
	}
}

// given opens a file.
func given(t *testing.T, tab context.Context, name, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	writeFile(t, file, text)
	ask[bool](t, tab, "document.getElementById('state').textContent = '', true")
	if err := chromedp.Do(tab, chromedp.SetUploadFiles("#chosen", []string{file})); err != nil {
		t.Fatal(err)
	}
	until(t, tab, stateShown+".includes('.')")
}

// wrongFilesAreSaid opens files that are no scenarios, one with the name of a scenario of the library, and one with a byte order mark.
func wrongFilesAreSaid(t *testing.T, tab context.Context) {
	given(t, tab, "latin-1.toml", "title = \"M\xfcnchen\"")
	if got := ask[string](t, tab, stateShown); got != "latin-1.toml is not valid UTF-8; save the file as UTF-8." {
		t.Errorf("of a file in Latin-1, it says %q", got)
	}
	given(t, tab, "large.toml", strings.Repeat("#", 1<<20+1))
	if got := ask[string](t, tab, stateShown); got != "large.toml is larger than 1 MiB, the limit for a scenario." {
		t.Errorf("of a large file, it says %q", got)
	}
	if ask[bool](t, tab, "text.dispatchEvent(new InputEvent('beforeinput', {data: '#'.repeat(1 << 20), cancelable: true}))") {
		t.Error("a text that is too large can be pasted")
	}
	given(t, tab, "silent-loss.toml", "# mine")
	if got := ask[string](t, tab, "text.value"); got != "# mine" {
		t.Errorf("the file opens as %q", got)
	}
	shows(t, tab, "silent-loss")
	if got := ask[string](t, tab, "text.value"); !strings.Contains(got, "accept-and-lose") {
		t.Errorf("after a file of its name was opened, the scenario of the library is %q", got)
	}
	rewritten(t, tab, "\ufefftitel = 1")
	until(t, tab, verdictShown+".includes('titel')")
	ask[bool](t, tab, "document.querySelector('#problems button').click(), true")
	if got := ask[string](t, tab, "text.value.slice(text.selectionStart, text.selectionEnd)"); got != "titel" {
		t.Errorf("behind a byte order mark, the button of the mistake selects %q", got)
	}
	ask[bool](t, tab, "document.getElementById('undo').click(), true")
}

// readableEverywhere looks at the page on a phone and on a desk, in both colors, and goes through it by keys.
func readableEverywhere(t *testing.T, tab context.Context) {
	shows(t, tab, "deck-after-data")
	types(t, tab, "drop-after-data", "drop-after-dta")
	until(t, tab, verdictShown+".includes('drop-after-dta')")
	for _, width := range []int64{1920, 1280, 360, 320} {
		if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 800, chromedp.EmulateMobile)); err != nil {
			t.Fatal(err)
		}
		if wide := ask[int64](t, tab, "document.documentElement.scrollWidth"); wide > width {
			t.Errorf("%d pixels wide, it scrolls sideways to %d", width, wide)
		}
	}
	axe := axeCore(t)
	for _, scheme := range []string{"light", "dark"} {
		colored(t, tab, scheme)
		for _, text := range ask[[]string](t, tab, faint) {
			t.Errorf("%s: too faint: %s", scheme, text)
		}
		for _, violation := range violations(t, tab, axe) {
			t.Errorf("%s: axe-core finds %s", scheme, violation)
		}
	}
	ask[bool](t, tab, "library.focus(), true")
	met := []string{"library"}
	for range 7 {
		press(t, tab, kb.Tab)
		met = append(met, ask[string](t, tab, "document.activeElement.id || document.activeElement.tagName"))
	}
	if got := strings.Join(met, " "); got != "library open save undo text BUTTON PRE run" {
		t.Errorf("the Tab key meets %s", got)
	}
}
