"use strict";
(async () => {
  const $ = id => document.getElementById(id);
  const taken = id => { const e = $(id), text = e.textContent; e.remove(); return text; };

  // The engine is in a worker, so that the page answers while a storm runs, and a storm that is too long can be ended with its worker.
  const engine = (() => {
    const source = URL.createObjectURL(new Blob([taken("worker")], { type: "text/javascript" }));
    let packed = taken("engine"), module, worker, ready, asked = 0, waiting = new Map();
    const launch = () => {
      worker = new Worker(source);
      let started = false, start, fail;
      ready = new Promise((resolve, reject) => { start = resolve; fail = reject; });
      ready.catch(() => {}); // who asks is told
      const died = error => started ? restart(error) : fail(new Error("cannot start"));
      worker.onmessage = ({ data }) => {
        if (data.ready) {
          module = data.module || module;
          packed = null;
          started = true;
          start();
        } else if (data.progress) {
          for (const one of waiting.values()) one.progress?.(data.progress);
        } else if (data.died) {
          died(new Error(data.died));
        } else {
          const one = waiting.get(data.id);
          waiting.delete(data.id);
          if (data.answer.error) one.reject(new Error(data.answer.error));
          else one.resolve(data.answer);
        }
      };
      worker.onerror = event => died(new Error(event.message));
      worker.postMessage(module ? { module } : { packed });
    };
    const restart = error => {
      worker.terminate();
      const lost = [...waiting.values()];
      waiting.clear();
      launch();
      for (const one of lost) one.reject(error);
    };
    const ask = async (question, progress) => {
      const of = worker;
      await ready;
      if (of !== worker) throw cancelled;
      return new Promise((resolve, reject) => {
        waiting.set(++asked, { resolve, reject, progress });
        worker.postMessage({ id: asked, question });
      });
    };
    const cancelled = new Error("cancelled");
    launch();
    return { ask, cancelled, cancel: () => restart(cancelled), get ready() { return ready; } };
  })();

  const text = $("text"), library = $("library"), runs = $("run"), cancels = $("cancel"), state = $("state");
  const drafts = new Map(); // what was changed, by the name of its file
  const originals = new Map(); // what it was
  let file = "", problems = [], player = null;

  const say = (words, kind = "") => {
    state.textContent = words;
    state.className = kind;
  };
  const isEdited = () => originals.get(file) !== text.value;
  const showFile = () => {
    const edited = isEdited();
    if (edited) drafts.set(file, text.value);
    else drafts.delete(file);
    $("file").textContent = file + (edited ? ", changed" : "");
    $("undo").hidden = !edited;
    for (const option of library.options) {
      const changed = drafts.has(option.value + ".toml");
      if (changed !== option.text.endsWith(" (changed)")) option.text = changed ? option.text + " (changed)" : option.text.slice(0, -" (changed)".length);
    }
  };

  // Numbers of lines stand beside the text, and those with a mistake are marked.
  const numberLines = () => {
    const wrong = new Set(problems.map(p => p.line)), count = text.value.split("\n").length;
    const lines = [];
    for (let i = 1; i <= count; i++) {
      const line = document.createElement("span");
      line.textContent = i;
      if (wrong.has(i)) line.className = "wrong";
      lines.push(line);
    }
    $("numbers").replaceChildren(...lines);
    $("numbers").scrollTop = text.scrollTop;
  };

  // goTo selects what a problem is about. Columns are counted in characters, and a selection in units of UTF-16.
  const goTo = problem => {
    const lines = text.value.split("\n"), line = [...lines[problem.line - 1] ?? ""];
    let at = 0;
    for (let i = 0; i < problem.line - 1; i++) at += lines[i].length + 1;
    const from = at + line.slice(0, problem.column - 1).join("").length, to = from + line.slice(problem.column - 1, problem.column - 1 + Math.max(problem.width, 1)).join("").length;
    text.focus();
    text.setSelectionRange(from, to);
    text.scrollTop = Math.max(0, (problem.line - 4) * parseFloat(getComputedStyle(text).lineHeight));
  };

  const counted = (n, one, many) => n === 1 ? "1 " + one : n + " " + many;
  const showProblems = answer => {
    problems = answer.problems;
    const first = problems[0];
    const place = p => p.line ? `Line ${p.line}, column ${p.column}: ` : "";
    $("verdict").textContent = first ? (problems.length > 1 ? counted(problems.length, "mistake", "mistakes") + ". " : "") + place(first) + first.message
      : answer.warnings ? "No mistakes, and " + counted(answer.warnings.length, "warning", "warnings") + "." : "No mistakes.";
    $("verdict").className = first ? "bad" : "good";
    text.setAttribute("aria-invalid", first ? "true" : "false");
    const list = problems.slice(0, 20).map(p => {
      const item = document.createElement("li"), words = document.createElement("pre");
      words.textContent = p.text;
      words.tabIndex = 0;
      if (p.line) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `Go to line ${p.line}, column ${p.column}`;
        button.onclick = () => goTo(p);
        item.append(button);
      }
      item.append(words);
      return item;
    });
    for (const warning of answer.warnings ?? []) {
      const item = document.createElement("li");
      item.textContent = "Warning: " + warning;
      list.push(item);
    }
    if (problems.length > 20) {
      const item = document.createElement("li");
      item.textContent = "and " + counted(problems.length - 20, "more mistake", "more mistakes");
      list.push(item);
    }
    $("problems").replaceChildren(...list);
    numberLines();
  };

  // Only the latest text is worth an answer.
  let latest = 0, timer;
  const check = async () => {
    const turn = ++latest;
    try {
      const answer = await engine.ask({ Ask: "check", File: file, Text: text.value });
      if (turn === latest) showProblems(answer);
    } catch (error) {
      if (error !== engine.cancelled) tell(error);
      else if (turn === latest) check();
    }
  };
  const checkSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(check, 250);
  };

  // tell says what went wrong with the engine. It has started anew by then.
  const tell = error => {
    if (error.message === "cannot start") {
      say("The simulator cannot start in this browser. It needs WebAssembly and a browser from 2023 or later.", "bad");
      return;
    }
    const memory = /out of memory|cannot allocate|memory access|allocation failed/i.test(error.message);
    say(memory ? "The storm needed more memory than the browser gives, so it was stopped. Reduce the number of messages, or run the scenario with the program: mailstorm run."
      : "The simulator stopped: " + error.message.split("\n")[0] + ". It has started again; your text is as it was.", "bad");
  };

  const span = seconds => {
    const days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24, minutes = Math.floor(seconds / 60) % 60;
    return days ? `${days} d ${hours} h` : `${hours} h ${minutes} min`;
  };
  const columns = () => {
    const ten = $("ruler").getBoundingClientRect().width / 10;
    return Math.max(40, Math.min(100, Math.floor((document.querySelector("main").clientWidth - 64) / ten)));
  };
  const running = on => {
    runs.setAttribute("aria-disabled", on ? "true" : "false");
    cancels.hidden = !on;
    document.body.classList.toggle("running", on);
  };
  let busy = false;
  const run = async () => {
    if (busy || runs.disabled) return;
    busy = true;
    running(true);
    say("Running.");
    try {
      const began = performance.now(), name = file, written = text.value;
      const answer = await engine.ask({ Ask: "run", File: name, Text: written, Columns: columns() },
        p => say(`Running: ${span(p.seconds)} of simulated time, ${p.events.toLocaleString("en")} events.`));
      clearTimeout(timer);
      if (text.value === written) {
        latest++;
        showProblems(answer);
      }
      if (answer.problems.length) {
        say("Not run: the scenario has " + counted(answer.problems.length, "mistake", "mistakes") + ".", "bad");
        $("verdict").scrollIntoView({ block: "nearest" });
      } else {
        say(`Ran in ${((performance.now() - began) / 1000).toFixed(1)} s. The result is below.`);
        show(name, answer);
      }
    } catch (error) {
      if (error === engine.cancelled) say("Cancelled. The result below, if there is one, is of an earlier run.");
      else tell(error);
    }
    busy = false;
    if (document.activeElement === cancels) runs.focus();
    running(false);
  };

  const show = (name, answer) => {
    player?.close();
    $("result").hidden = false;
    $("stopped").hidden = !answer.stopped;
    $("stopped").textContent = answer.stopped ? "This run ended at a limit: " + answer.stopped + "." : "";
    $("report").textContent = answer.report;
    $("digest").textContent = answer.digest;
    $("ran").textContent = name;
    player = mailstormPlayer.open($("player"), answer.player);
    $("result").scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  };

  const put = (name, written) => {
    clearTimeout(timer);
    file = name;
    text.value = drafts.get(name) ?? written;
    text.scrollTop = text.scrollLeft = 0;
    text.setSelectionRange(0, 0);
    problems = [];
    numberLines();
    showFile();
    check();
  };
  const choose = async () => {
    const name = library.value + ".toml";
    try {
      if (!originals.has(name)) originals.set(name, (await engine.ask({ Ask: "text", File: library.value })).text);
      if (library.value + ".toml" === name) put(name, originals.get(name));
    } catch (error) {
      if (error === engine.cancelled) choose();
      else tell(error);
    }
  };

  const mine = () => {
    let group = $("mine");
    if (!group) {
      group = document.createElement("optgroup");
      group.id = "mine";
      group.label = "Files you opened";
      library.prepend(group);
    }
    return group;
  };
  const opened = async given => {
    if (!given) return;
    if (given.size > 1 << 20) {
      say(`${given.name} is larger than 1 MiB, the limit for a scenario.`, "bad");
      return;
    }
    const name = given.name.replace(/\.toml$/i, "") + ".toml", value = name.slice(0, -".toml".length);
    const written = (await given.text()).replace(/\r\n?/g, "\n");
    let option = [...library.options].find(o => o.value === value);
    if (!option) {
      option = new Option(value, value);
      mine().append(option);
    }
    option.selected = true;
    drafts.delete(name);
    originals.set(name, written);
    put(name, written);
    say("Opened " + name + ".");
  };
  const save = () => {
    const link = document.createElement("a"), url = URL.createObjectURL(new Blob([text.value], { type: "application/toml" }));
    link.href = url;
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    originals.set(file, text.value);
    showFile();
    say("Saved as " + file + " among your downloads.");
  };

  text.addEventListener("input", () => {
    numberLines();
    showFile();
    checkSoon();
  });
  text.addEventListener("scroll", () => { $("numbers").scrollTop = text.scrollTop; });
  library.addEventListener("change", choose);
  runs.addEventListener("click", run);
  cancels.addEventListener("click", () => engine.cancel());
  $("save").addEventListener("click", save);
  $("open").addEventListener("click", () => $("chosen").click());
  $("chosen").addEventListener("change", event => {
    opened(event.target.files[0]);
    event.target.value = "";
  });
  $("undo").addEventListener("click", () => {
    drafts.delete(file);
    put(file, originals.get(file));
    text.focus();
  });
  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      run();
    } else if (event.key === "Escape" && busy) engine.cancel();
  });
  addEventListener("beforeunload", event => { if (drafts.size) event.preventDefault(); });

  const first = choose();
  try {
    await engine.ready;
    await first; // an empty box is no scenario
    runs.disabled = false;
    say("Ready.");
  } catch (error) {
    tell(error);
  }
})();
