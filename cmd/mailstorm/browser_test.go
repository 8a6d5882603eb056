package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	pdf "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser starts Chromium with an empty profile, and ends it with the test. The first tab is the caller's to keep.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not on PATH: apt-get install chromium, or leave this test to a machine that has it")
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, end := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(end)
	ctx, end = chromedp.NewExecAllocator(ctx, flags...)
	t.Cleanup(end)
	ctx, end = chromedp.NewContext(ctx)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// heard is what a page asked for, and what the browser complained of.
type heard struct{ requests, complaints []string }

func (h *heard) listen(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		h.requests = append(h.requests, e.Request.URL)
	case *log.EventEntryAdded:
		h.complaints = append(h.complaints, e.Entry.Text)
	case *runtime.EventExceptionThrown:
		h.complaints = append(h.complaints, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		h.complaints = append(h.complaints, string(e.Type))
	}
}

// opened is a tab that shows a file, and all that was heard of it.
func opened(t *testing.T, ctx context.Context, file string) (context.Context, *heard) {
	t.Helper()
	tab, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	h := &heard{}
	if err := chromedp.Listen(tab, h.listen); err != nil {
		t.Fatal(err)
	}
	enable := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, log.Enable, cdp.Empty{})
		return err
	})
	if err := chromedp.Do(tab, enable, chromedp.Navigate("file://"+filepath.ToSlash(file))); err != nil {
		t.Fatal(err)
	}
	return tab, h
}

// reported runs scenarios and leaves the HTML report in a file.
func reported(t *testing.T, stdin string, args ...string) (file string) {
	t.Helper()
	return shown(t, stdin, append([]string{"run"}, args...)...)
}

// shown leaves in a file what a command says as HTML.
func shown(t *testing.T, stdin string, args ...string) (file string) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := execute(append(args, "--format", "html", "--quiet"), streams{strings.NewReader(stdin), &out, &errs}); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	file = filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, out.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// flawed lists what readers without eyes, mouse or color would stumble over, and what could be run or loaded.
const flawed = `(() => {
	const found = [], all = s => [...document.querySelectorAll(s)];
	const wrong = (bad, what) => { if (bad) found.push(what); };
	wrong(document.documentElement.lang !== 'en', 'no language');
	wrong(!document.title, 'no title');
	wrong(all('main').length !== 1, 'not one main');
	wrong(all('h1').length !== 1, 'not one h1');
	wrong(all('script, iframe, object, embed, link:not([href="data:,"]), img, audio, video, form, [onclick], [onload], [onerror]').length, 'something that could run or load');
	all('svg').forEach(s => wrong(s.getAttribute('role') !== 'img' || !s.querySelector(':scope > title')?.textContent, 'a picture without a name'));
	all('svg').forEach(s => wrong(!s.querySelector(':scope > desc')?.textContent || !s.querySelector(':scope > g[aria-hidden=true]'), 'a picture whose axes are read aloud'));
	all('.card, .slides').forEach(e => wrong(e.tabIndex !== 0 || !e.getAttribute('role') || !e.getAttribute('aria-label'), 'what scrolls has no name, or no focus'));
	all('figure').forEach(f => wrong(!f.querySelector('figcaption')?.textContent.trim(), 'a figure without a caption'));
	all('th').forEach(h => wrong(!h.scope, 'a heading of a table without a scope: ' + h.textContent));
	all('table').forEach(t => wrong(!t.querySelector('tbody th[scope=row]'), 'a table without headings'));
	let level = 0;
	all('h1, h2, h3, h4').forEach(h => { const n = +h.tagName[1]; wrong(n > level + 1, 'a level left out before ' + h.textContent); level = n; });
	const ids = all('[id]').map(e => e.id);
	wrong(new Set(ids).size !== ids.length, 'an id twice');
	all('a').forEach(a => wrong(!a.hash || !document.querySelector(a.hash), 'a link to nowhere: ' + a.href));
	return found;
})()`

// faint lists texts that stand out from their background by less than WCAG's AA asks for. It asks nothing of what is disabled.
const faint = `(() => {
	const numbers = c => c.match(/[\d.]+/g).map(Number);
	const light = c => { const [r, g, b] = numbers(c).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
	const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
	const found = [];
	for (const e of document.querySelectorAll('body *')) {
		if (e.closest('svg, script') || e.matches(':disabled, :disabled *') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
		if ((a + .05) / (b + .05) < 4.5) found.push(e.className + ' ' + e.tagName + ': ' + e.textContent.trim().slice(0, 30));
	}
	return [...new Set(found)];
})()`

// ask evaluates an expression in a tab.
func ask[T any](t *testing.T, tab context.Context, expression string) T {
	t.Helper()
	answer, err := chromedp.Run(tab, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// colored shows a tab as people who prefer dark or light pages see it.
func colored(t *testing.T, tab context.Context, scheme string) {
	t.Helper()
	media(t, tab, "", scheme)
}

// media shows a tab as on paper, or on a screen.
func media(t *testing.T, tab context.Context, medium, scheme string) {
	t.Helper()
	err := chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: medium, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

var pageOfPDF = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// sheets counts the pages that a tab prints on.
func sheets(t *testing.T, tab context.Context, paper chromedp.PaperSize) int {
	t.Helper()
	file, err := chromedp.Run(tab, chromedp.PrintToPDF(chromedp.PDFPaper(paper), chromedp.PDFPrintBackground(),
		func(p *pdf.PrintToPDFParams) { yes := true; p.PreferCSSPageSize = &yes }))
	if err != nil {
		t.Fatal(err)
	}
	return len(pageOfPDF.FindAll(file, -1))
}

// readable opens a report as its readers do: on a desk, on a phone, in the dark, on paper.
func readable(t *testing.T, ctx context.Context, file string, wantSheets int) {
	t.Helper()
	tab, h := opened(t, ctx, file)
	for _, width := range []int64{1280, 360, 320} {
		if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 800, chromedp.EmulateMobile)); err != nil {
			t.Fatal(err)
		}
		if wide := ask[int64](t, tab, "document.documentElement.scrollWidth"); wide > width {
			t.Errorf("%d pixels wide, it scrolls sideways to %d", width, wide)
		}
	}
	for _, flaw := range ask[[]string](t, tab, flawed) {
		t.Error(flaw)
	}
	for _, scheme := range []string{"light", "dark"} {
		colored(t, tab, scheme)
		for _, text := range ask[[]string](t, tab, faint) {
			t.Errorf("%s: too faint: %s", scheme, text)
		}
	}
	if got := sheets(t, tab, chromedp.PaperA4); got != wantSheets {
		t.Errorf("it prints on %d pages, want %d", got, wantSheets)
	}
	for _, url := range h.requests {
		if url != "file://"+filepath.ToSlash(file) && url != "data:," {
			t.Errorf("it asks for %s", url)
		}
	}
	for _, complaint := range h.complaints {
		t.Errorf("the browser complains: %s", complaint)
	}
	if len(h.requests) == 0 {
		t.Error("not even the file was asked for: nothing was heard")
	}
}

// What readers of the report meet, in a browser: no request, no script, no flaw, two sheets of paper, the width of a phone.
func TestReportInBrowser(t *testing.T) {
	ctx := browser(t)
	for _, c := range []struct {
		name, stdin string
		args        []string
		sheets      int
	}{
		{"deck", "", []string{"deck-after-data"}, 2},
		{"quarantine", "", []string{"wrong-tenant-open"}, 2},
		{"herd", "", []string{"thundering-herd"}, 2},
		{"loss", "", []string{"silent-loss"}, 2},
		{"loop", "", []string{"ooo-forward-loop"}, 2},
		{"ways", "", []string{"deck-stopped-five-ways"}, 2},
		{"crowd", crowd(), []string{"-", "--set", "host.h0.message_expiration=12h"}, 2},
		{"nothing", "", []string{"deck-after-data", "--set", "mail.deck.at=2d", "--set", "length=1d"}, 2},
		{"several", "", []string{"deck-after-data", "silent-loss"}, 5},
	} {
		t.Run(c.name, func(t *testing.T) { readable(t, ctx, reported(t, c.stdin, c.args...), c.sheets) })
	}
}

// A sweep is read in the same places; how much paper it takes depends on what was asked.
func TestSweepInBrowser(t *testing.T) {
	ctx := browser(t)
	sweep := []string{"sweep", "message-expiration", "--vary", "host.exo.message_expiration=12h,18h,24h", "--runs", "6", "--variant-runs", "3", "--metric", "queue.peak"}
	readable(t, ctx, shown(t, "", sweep...), 4)
}

// What was learned is read there, too: from a mail log, and from a list that tells of no outage.
func TestLearnInBrowser(t *testing.T) {
	ctx := browser(t)
	list := filepath.Join(t.TempDir(), "list.csv")
	writeFile(t, list, hostileList)
	for _, c := range []struct {
		records string
		sheets  int
	}{{filepath.Join(officeRecords(t, "postfix", "2d", ""), "maillog"), 3}, {list, 2}} {
		folder := filepath.Join(t.TempDir(), "learned")
		if said := inProcess([]string{"learn", c.records, "--year", "2026", "--zone", "UTC", "--out", folder}); said.code != exitOK {
			t.Fatal(said.err)
		}
		readable(t, ctx, filepath.Join(folder, "report.html"), c.sheets)
	}
}

// crowd is a scenario with more of everything than paper holds, and with names that would be markup.
func crowd() string {
	var b strings.Builder
	evil := `<script>document.title='evil'</script><img src='https://nowhere.example/x'>&amp;</title></svg>`
	fmt.Fprintf(&b, "title = %q\nwhy = %q\nsource = %q\n", evil, strings.Repeat("A long story, told again and again. ", 80), evil)
	for i := range 30 {
		fmt.Fprintf(&b, "[mail.%q]\nfrom = \"a@d%d.example\"\nto = \"b@d%d.example\"\nsize = \"1MB\"\ncount = 2\n", fmt.Sprintf("%s%d", evil, i), i, (i+1)%30)
		fmt.Fprintf(&b, "[host.h%d]\nprofile = \"%s\"\ndomains = [\"d%d.example\"]\nroutes = {\"*\" = \"h%d\"}\n", i,
			[]string{"exchange-online", "exchange-server-edge", "postfix", "sendmail", "qmail"}[i%5], i, (i+1)%30)
		fmt.Fprintf(&b, "[host.h%d.fault.%q]\nkind = \"connection-refused\"\nends = \"%dh\"\n", i, evil, 2+i)
	}
	b.WriteString("[expect]\n")
	for i := range 30 {
		fmt.Fprintf(&b, "\"h%d.attempts\" = \"%d .. 1000000000\"\n\"h%d.wire.bytes\" = \"1MB .. 2MB\"\n", i, i, i)
	}
	return b.String()
}
