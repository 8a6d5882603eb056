package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// marionette talks to Firefox in the protocol of its own: JSON behind its length, over a connection of the machine with itself.
type marionette struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	sent int
}

// firefox starts a browser with an empty profile, and ends it with the test.
func firefox(t *testing.T) *marionette {
	t.Helper()
	path, err := exec.LookPath("firefox-esr")
	if err != nil {
		t.Skip("firefox-esr is not on PATH: apt-get install firefox-esr, or leave this test to a machine that has it")
	}
	profile := t.TempDir()
	writeFile(t, filepath.Join(profile, "user.js"), `user_pref("marionette.port", 0);`) // any that is free
	cmd := exec.CommandContext(t.Context(), path, "--headless", "--marionette", "--no-remote", "--profile", profile)
	cmd.Env = append(os.Environ(), "HOME="+profile)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	m := &marionette{t: t}
	t.Cleanup(func() {
		if m.conn == nil || m.send("Marionette:Quit", map[string]any{"flags": []string{"eForceQuit"}}) != nil { // it may not live to answer
			cmd.Process.Kill()
		}
		cmd.Wait()
	})
	port := ""
	for range 1200 {
		text, _ := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
		if port = strings.TrimSpace(string(text)); port != "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if m.conn, err = net.Dial("tcp", net.JoinHostPort("127.0.0.1", port)); err != nil {
		t.Fatal(err)
	}
	m.in = bufio.NewReader(m.conn)
	m.receive() // who it is
	m.do("WebDriver:NewSession", map[string]any{"capabilities": map[string]any{}})
	return m
}

func (m *marionette) receive() (message []byte) {
	m.t.Helper()
	length, err := m.in.ReadString(':')
	if err != nil {
		m.t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil {
		m.t.Fatal(err)
	}
	message = make([]byte, n)
	if _, err := io.ReadFull(m.in, message); err != nil {
		m.t.Fatal(err)
	}
	return message
}

// send gives a command.
func (m *marionette) send(command string, parameters any) error {
	m.sent++
	text, err := json.Marshal([]any{0, m.sent, command, parameters})
	if err == nil {
		_, err = fmt.Fprintf(m.conn, "%d:%s", len(text), text)
	}
	return err
}

// do gives a command, and returns what comes back.
func (m *marionette) do(command string, parameters any) json.RawMessage {
	m.t.Helper()
	if err := m.send(command, parameters); err != nil {
		m.t.Fatal(err)
	}
	var answer [4]json.RawMessage // kind, number, error, result
	if err := json.Unmarshal(m.receive(), &answer); err != nil {
		m.t.Fatal(err)
	}
	if string(answer[2]) != "null" {
		m.t.Fatalf("%s: %s", command, answer[2])
	}
	return answer[3]
}

// ask evaluates an expression in the page.
func (m *marionette) ask(expression string) string {
	m.t.Helper()
	var answer struct{ Value string }
	if err := json.Unmarshal(m.do("WebDriver:ExecuteScript", map[string]any{"script": "return String(" + expression + ")", "args": []any{}}), &answer); err != nil {
		m.t.Fatal(err)
	}
	return answer.Value
}

func (m *marionette) until(condition string) {
	m.t.Helper()
	for range 2400 {
		if m.ask(condition) == "true" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	m.t.Fatalf("after two minutes it does not hold that %s\n%s", condition, m.ask("document.body.innerText"))
}

// press types keys where the focus is.
func (m *marionette) press(keys ...string) {
	m.t.Helper()
	var actions []any
	for _, key := range keys {
		actions = append(actions, map[string]any{"type": "keyDown", "value": key}, map[string]any{"type": "keyUp", "value": key})
	}
	m.do("WebDriver:PerformActions", map[string]any{"actions": []any{map[string]any{"type": "key", "id": "keyboard", "actions": actions}}})
}

// open shows the page of a folder; hash names a moment.
func (m *marionette) open(dir, hash string) {
	m.t.Helper()
	url := "file://" + filepath.ToSlash(filepath.Join(dir, "player.html")) + hash
	m.do("WebDriver:Navigate", map[string]any{"url": url})
	m.until(fmt.Sprintf("location.href === %q && !!document.querySelector('.mailstorm .controls')", url))
}

// Keys, as WebDriver writes them.
const firefoxTab, firefoxEnter, firefoxEnd, firefoxDown = "\ue004", "\ue007", "\ue010", "\ue015"

// Firefox plays what Chromium plays: by keys alone, with the same marks, and to the fates of the result.
func TestFirefoxPlays(t *testing.T) {
	m := firefox(t)
	m.open(played(t, "", "deck-after-data"), "")
	m.press(firefoxTab, "5", "1", firefoxTab, firefoxDown, firefoxDown, firefoxDown, firefoxTab, "0", ".", "2", "5", firefoxTab, firefoxEnter)
	m.until("document.querySelector('.predict').hidden")
	m.press("4")
	var stops []string
	for range 10 {
		m.press(" ")
		m.until("!document.querySelector('.mailstorm').classList.contains('playing')")
		if m.ask(atTheEnd) == "true" {
			break
		}
		stops = append(stops, m.ask("document.querySelector('.mark').textContent"))
	}
	if want := []string{"Mark: kept, and the sender did not hear it.", "Mark: a message trace of exo shows mail as pending.", "Mark: a second copy lies in a mailbox.",
		"Mark: the fault lost-reply of relay is over."}; fmt.Sprint(stops) != fmt.Sprint(want) {
		t.Errorf("it stopped at %q, want %q", stops, want)
	}
	if verdict := m.ask("document.querySelector('.verdict').innerText"); !strings.Contains(verdict, "51") || strings.Count(verdict, "right") != 3 {
		t.Errorf("the guess was right, and the verdict is\n%s", verdict)
	}
	for _, scenario := range []string{"deck-after-data", "weekend-outage", "reply-all-storm"} {
		dir := played(t, "", scenario)
		m.open(dir, "#t=08:00")
		m.press(firefoxEnd)
		m.until(atTheEnd)
		fates, _ := resultIn(t, dir)
		if got, want := m.ask(fatesShown+".join(' ')"), strings.Join(fates, " "); got != want {
			t.Errorf("%s: the page ends with fates %s, the result says %s", scenario, got, want)
		}
		if wide := m.ask("document.documentElement.scrollWidth - innerWidth"); strings.TrimPrefix(wide, "-") == wide && wide != "0" {
			t.Errorf("%s: it scrolls sideways by %s", scenario, wide)
		}
	}
}
