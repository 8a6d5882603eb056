"use strict";
(async () => {
  const $ = id => document.getElementById(id);
  const taken = id => { const e = $(id), text = e.textContent; e.remove(); return text; };

  // The engine is in a worker, so that the page answers while a storm runs, and a storm that is too long can be ended with its worker.
  const engine = (() => {
    const source = URL.createObjectURL(new Blob([taken("worker")], { type: "text/javascript" }));
    let packed = taken("engine"), module, worker, ready, fail, asked = 0, waiting = new Map();
    const launch = () => {
      worker = new Worker(source);
      let started = false, start;
      ready = new Promise((resolve, reject) => { start = resolve; fail = reject; });
      ready.catch(() => {}); // who asks is told
      const died = words => {
        if (!started) fail(new Error("The simulator cannot start in this browser. It needs WebAssembly and a browser from 2023 or later."));
        else if (/out of memory|cannot allocate|memory access|allocation failed/i.test(words)) {
          restart(new Error("The storm needed more memory than the browser gives, so it was stopped. Reduce the number of messages, or run the scenario with the program: mailstorm run."));
        } else restart(new Error("internal error in mailstorm, please report it, with the scenario: " + words.split("\n")[0]));
      };
      worker.onmessage = ({ data }) => {
        if (data.ready) {
          module = data.module || module;
          packed = null;
          started = true;
          start();
        } else if (data.progress) {
          for (const one of waiting.values()) one.progress?.(data.progress);
        } else if (data.died) {
          died(data.died);
        } else {
          const one = waiting.get(data.id);
          waiting.delete(data.id);
          if (data.answer.error) one.reject(new Error(data.answer.error));
          else one.resolve(data.answer);
          if (data.large) restart(cancelled); // its memory never shrinks
        }
      };
      worker.onerror = event => died(event.message);
      worker.postMessage(module ? { module } : { packed });
    };
    const restart = error => {
      worker.terminate();
      fail(error); // who waits for its start waits no longer
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
    return { ask, cancelled, cancel: () => restart(cancelled) };
  })();

  const text = $("text"), library = $("library"), runs = $("run"), cancels = $("cancel"), state = $("state");
  // By the value of their option, which for an opened file begins with "opened:": it may have the name of a scenario of the library.
  const originals = new Map(), drafts = new Map(), saved = new Map(); // as it was, what was changed, and what of that is in a file
  let key = "", problems = [], player = null, busy = false;
  const fileOf = key => key.replace(/^opened:/, "") + ".toml";

  const say = (words, kind = "") => {
    state.textContent = words;
    state.className = kind;
  };
  const showFile = () => {
    const edited = originals.get(key) !== text.value;
    if (edited) drafts.set(key, text.value);
    else drafts.delete(key);
    $("file").textContent = fileOf(key) + (edited ? ", changed" : "");
    $("undo").hidden = !edited;
    for (const option of library.options) {
      option.dataset.title ??= option.text;
      const title = option.dataset.title + (drafts.has(option.value) ? " (changed)" : "");
      if (option.text !== title) option.text = title;
    }
  };

  // Numbers of lines stand beside the text, and those with a mistake are marked. Those without one are one text: a scenario may have many.
  let numbered = "";
  const numberLines = () => {
    const wrong = new Set(problems.map(p => p.line)), count = text.value.split("\n").length, shown = [count, ...wrong].join();
    if (numbered !== shown) {
      numbered = shown;
      const parts = [];
      let right = [];
      for (let i = 1; i <= count + 1; i++) {
        if (i <= count && !wrong.has(i)) {
          right.push(i);
          continue;
        }
        if (right.length) parts.push(right.join("\n"));
        right = [];
        if (i > count) break;
        const line = document.createElement("span");
        line.textContent = i;
        line.className = "wrong";
        parts.push(line);
      }
      $("numbers").replaceChildren(...parts);
    }
    $("numbers").scrollTop = text.scrollTop;
  };

  // goTo selects what a problem is about. Columns are counted in characters, without a byte order mark, and a selection in units of UTF-16.
  const goTo = problem => {
    const lines = text.value.replace(/^\ufeff/, "").split("\n"), line = [...lines[problem.line - 1] ?? ""];
    let at = text.value.startsWith("\ufeff") ? 1 : 0;
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
    if (busy) {
      showProblems({ problems: [] });
      $("verdict").textContent = "This text is checked when the run has ended.";
      $("verdict").className = "";
    }
    try {
      const answer = await engine.ask({ Ask: "check", File: fileOf(key), Text: text.value });
      if (turn === latest) showProblems(answer);
    } catch (error) {
      if (turn !== latest) return;
      if (error === engine.cancelled) check();
      else showProblems({ problems: [{ line: 0, message: error.message, text: error.message }] });
    }
  };
  const checkSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(check, 250);
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
  const run = async () => {
    if (busy || runs.disabled) return;
    busy = true;
    running(true);
    say("Running.");
    try {
      const began = performance.now(), name = fileOf(key), written = text.value;
      const answer = await engine.ask({ Ask: "run", File: name, Text: written, Columns: columns() },
        p => say(`Running: ${span(p.seconds)} of simulated time, ${p.events.toLocaleString("en")} events.`));
      clearTimeout(timer);
      if (fileOf(key) === name && text.value === written) {
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
      else say(error.message, "bad");
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

  const put = chosen => {
    clearTimeout(timer);
    key = chosen;
    text.value = drafts.get(key) ?? originals.get(key);
    text.scrollTop = text.scrollLeft = 0;
    text.setSelectionRange(0, 0);
    problems = [];
    numberLines();
    showFile();
    check();
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
  const largest = 1 << 20;
  const textOf = async given => {
    if (given.size > largest) throw new Error("is larger than 1 MiB, the limit for a scenario");
    const bytes = await given.arrayBuffer().catch(error => { throw new Error("cannot be read: " + error.message); });
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
    } catch {
      throw new Error("is not valid UTF-8; save the file as UTF-8");
    }
  };
  const opened = async given => {
    if (!given) return;
    const name = given.name.replace(/\.toml$/i, ""), value = "opened:" + name;
    if (drafts.has(value) && !isSaved(value) && !confirm(`You changed ${name}.toml and did not save it. Open the file and lose the changes?`)) return;
    try {
      const written = await textOf(given);
      let option = [...library.options].find(o => o.value === value);
      if (!option) {
        option = new Option(name, value);
        mine().append(option);
      }
      option.selected = true;
      drafts.delete(value);
      originals.set(value, written);
      put(value);
      say("Opened " + fileOf(value) + ".");
    } catch (error) {
      say(given.name + " " + error.message + ".", "bad");
    }
  };
  const save = () => {
    const link = document.createElement("a"), url = URL.createObjectURL(new Blob([text.value], { type: "application/toml" }));
    link.href = url;
    link.download = fileOf(key);
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    saved.set(key, text.value);
    say("Saved as " + fileOf(key) + " among your downloads.");
  };
  const isSaved = key => saved.get(key) === drafts.get(key);

  // What is far too large is refused before it is in the box, for a box with a hundred thousand lines takes a minute to show.
  text.addEventListener("beforeinput", event => {
    const more = (event.data ?? event.dataTransfer?.getData("text/plain") ?? "").length;
    if (more < 2 || text.value.length - (text.selectionEnd - text.selectionStart) + more <= largest) return;
    event.preventDefault();
    say("With that, the scenario would be larger than 1 MiB, the limit.", "bad");
  });
  text.addEventListener("input", () => {
    numberLines();
    showFile();
    checkSoon();
  });
  text.addEventListener("scroll", () => { $("numbers").scrollTop = text.scrollTop; });
  library.addEventListener("change", () => put(library.value));
  runs.addEventListener("click", run);
  cancels.addEventListener("click", () => engine.cancel());
  $("save").addEventListener("click", save);
  $("open").addEventListener("click", () => $("chosen").click());
  $("chosen").addEventListener("change", event => {
    opened(event.target.files[0]);
    event.target.value = "";
  });
  $("undo").addEventListener("click", () => {
    drafts.delete(key);
    put(key);
    text.focus();
  });
  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      run();
    } else if (event.key === "Escape" && busy) engine.cancel();
  });
  const hasFile = event => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", event => { if (hasFile(event)) event.preventDefault(); });
  addEventListener("drop", event => {
    if (!hasFile(event)) return;
    event.preventDefault();
    opened(event.dataTransfer.files[0]);
  });
  addEventListener("beforeunload", event => { if ([...drafts.keys()].some(key => !isSaved(key))) event.preventDefault(); });

  try {
    const { library: texts } = await engine.ask({ Ask: "library" });
    for (const [name, written] of Object.entries(texts)) originals.set(name, written);
    put(library.value);
    runs.disabled = false;
    say("Ready.");
  } catch (error) {
    say(error.message, "bad");
  }
})();
