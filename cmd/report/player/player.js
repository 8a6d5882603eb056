"use strict";
// The player of a storm. mailstormPlayer.open(element, data) plays into an element what player.Data packed; the object that it returns can
// close it. Whatever comes from the data is written as text.
const mailstormPlayer = (() => {
  const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  const KINDS = ["written", "talked", "refused", "deferred", "kept", "delivered", "handed-over", "notified", "moved", "bounced", "lost", "looped",
    "lined-up", "suppressed", "discarded", "quarantined", "diverted", "died", "purged", "stopped", "changed"];
  const SAID = 1, DROPPED = 8, STALLED = 9, UNREACHED = [2, 3, 4, 5, 11, 12]; // causes: a connection never came to the host
  const KEPT = 1, FIRST = 4, LEAVES = 256; // flags of events
  const SPEEDS = [0.5, 1, 2, 5, 20];
  const SESSION = 1200, OTHER = 700, SLICE = 120; // milliseconds on the screen at speed 1
  const CELLS = ["handed over", "duplicate in the making", "false NDR in the making", "silent loss", "retry", "NDR"];
  const FATES = [["honest NDR", "false NDR", "false NDR and duplicates"], ["waiting", "in doubt", "storm running"], ["lost", "delivered", "duplicated"]];
  const ROWS = ["sender received an NDR", "still queued", "sender received no NDR"];
  const BAD = [[0, 1, 1], [0, 0, 1], [1, 0, 1]];

  // Words.

  const number = n => Math.round(n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const counted = (n, one, many) => number(n) + " " + (n === 1 ? one : many || one + "s");

  // span writes a duration as reports do, rounded to the nearest of its smaller unit.
  function span(ms) {
    const to = unit => Math.round(ms / unit) * unit;
    const two = (ms, large, name, small, smallName) => {
      const rest = Math.floor(ms % large / small);
      return number(Math.floor(ms / large)) + " " + name + (rest ? " " + rest + " " + smallName : "");
    };
    if (ms < SECOND) return ms ? "less than 1 s" : "0 s";
    if (to(SECOND) < MINUTE) return to(SECOND) / SECOND + " s";
    if (to(SECOND) < HOUR) return two(to(SECOND), MINUTE, "min", SECOND, "s");
    if (to(MINUTE) < 3 * DAY) return two(to(MINUTE), HOUR, "h", MINUTE, "min");
    return to(MINUTE) % DAY < HOUR ? two(to(MINUTE), DAY, "d", MINUTE, "min") : two(to(HOUR), DAY, "d", HOUR, "h");
  }

  function size(bytes) {
    for (const [unit, name] of [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"]])
      if (bytes >= unit) return +(bytes / unit).toFixed(3) + " " + name;
    return bytes + " B";
  }

  const reply = e => e.code ? e.code + (e.enhanced ? " " + [e.enhanced >>> 24, e.enhanced >>> 12 & 0xfff, e.enhanced & 0xfff].join(".") : "") : "nothing";

  // clockOf writes simulated times as a clock of the scenario shows them.
  function clockOf(stage, last) {
    const zero = Date.parse(stage.clock);
    const shown = at => {
      let minutes = 0;
      for (const o of stage.offsets) if (o.from / 1e6 <= at) minutes = o.minutes;
      return new Date(zero + at + minutes * MINUTE);
    };
    const name = (d, list) => list.split(" ")[d];
    const date = d => d.toISOString().slice(0, 10), days = date(shown(0)) !== date(shown(Math.max(last - 1, 0)));
    const time = d => d.toISOString().slice(11, d.getUTCSeconds() ? 19 : 16);
    const day = (d, at) => {
      const dayOfMonth = d.getUTCDate() + " " + name(d.getUTCMonth(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec");
      if (at >= 300 * DAY) return dayOfMonth + " " + d.getUTCFullYear() + " ";
      if (at >= 6 * DAY) return dayOfMonth + " ";
      return days || date(d) !== date(shown(0)) ? name(d.getUTCDay(), "Sun Mon Tue Wed Thu Fri Sat") + " " : "";
    };
    const clock = at => day(shown(at), at) + time(shown(at));
    // find is the first moment at or after the start whose clock shows "08:15", "08:15:30" or "Mon 08:15"; -1: there is none.
    clock.find = text => {
      const m = /^(?:([A-Z][a-z]{2})[ +])?(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
      if (!m) return -1;
      for (let n = -1; n < 370; n++) {
        const midnight = Math.floor((zero + n * DAY) / DAY) * DAY - zero;
        let at = midnight + m[2] * HOUR + m[3] * MINUTE + (m[4] || 0) * SECOND;
        at -= (shown(at).getTime() - zero - at);
        if (at >= 0 && (!m[1] || name(shown(at).getUTCDay(), "Sun Mon Tue Wed Thu Fri Sat") === m[1])) return at;
      }
      return -1;
    };
    return clock;
  }

  // Unpacking: what pack.go and series.go wrote.

  const bytesOf = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const inflated = async text => new Uint8Array(await new Response(
    new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer());
  const textOf = bytes => new TextDecoder().decode(bytes);

  function reader(bytes) {
    let at = 0;
    const uvarint = () => {
      let n = 0, factor = 1;
      for (;;) {
        const b = bytes[at++];
        n += (b & 127) * factor;
        if (b < 128) return n;
        factor *= 128;
      }
    };
    const zigzag = () => { const n = uvarint(); return n % 2 ? -(n + 1) / 2 : n / 2; };
    return { uvarint, zigzag };
  }

  const plain = r => r.uvarint();
  const signed = r => r.zigzag();
  const added = () => { let sum = 0; return r => sum += r.zigzag(); };
  const summed = () => { let sum = 0; return r => sum += r.uvarint(); };

  // eventsOf reads the columns of packEvents.
  function eventsOf(bytes, lines, place) {
    const r = reader(bytes), count = r.uvarint();
    const columns = [["at", summed()], ["kind", plain], ["message", added()], ["delivery", added()], ["copy", added()], ["parent", plain], ["host", plain],
      ["peer", plain], ["attempt", plain], ["phase", plain], ["cause", plain], ["code", plain], ["enhanced", plain], ["wait", signed], ["bytes", added()],
      ["flags", plain]];
    const events = Array.from({ length: count }, (_, i) => ({ number: i + 1, line: lines[i] || "" }));
    for (const [name, read] of columns) {
      r.uvarint(); // its length
      for (const e of events) e[name] = read(r);
    }
    for (const e of events) {
      e.kind = KINDS[e.kind];
      e.host = place[e.host];
      e.peer = e.peer ? place[e.peer - 1] : -1;
      e.until = e.wait < 0 ? -1 : e.at + e.wait;
    }
    return events;
  }

  function seriesOf(series, bytes, place) {
    const r = reader(bytes), count = r.uvarint();
    const columns = series.columns.map(c => {
      r.uvarint();
      const read = added();
      return { name: c.name, host: place[c.host], peer: place[c.peer], age: c.age, values: Array.from({ length: count }, () => read(r)) };
    });
    return { width: series.width, count, columns };
  }

  // unpack makes a storm of what one run has packed.
  async function unpack(packed, inner) {
    const open = inner ? async text => bytesOf(text) : inflated;
    const stage = packed.stage, place = [];
    stage.hosts.forEach((h, i) => place[h.number] = i);
    const storm = { stage, last: stage.last / 1e6, crowd: !!packed.series };
    storm.clock = clockOf(stage, storm.last);
    storm.stops = stage.stops.map(s => ({ at: Math.floor(s.at / 1e6), event: s.event || 0, what: s.what }));
    storm.sees = stage.sees.map(s => ({ ...s, at: Math.floor(s.at / 1e6) }));
    if (storm.crowd) {
      storm.series = seriesOf(packed.series, await open(packed.series.data), place);
      storm.beats = sliceBeats(storm);
    } else {
      const text = packed.lines || "", lines = inner || !text ? text : textOf(await inflated(text));
      storm.events = withMoments(eventsOf(await open(packed.events), lines.split("\n"), place), storm);
      storm.beats = eventBeats(storm.events);
      index(storm);
    }
    storm.stops.forEach(s => s.beat = beatOf(storm, s));
    return storm;
  }

  // index finds messages, deliveries and copies by their numbers.
  function index(storm) {
    const by = (list, key) => new Map(list.map(x => [x[key], x]));
    storm.messages = by(storm.stage.messages, "number");
    storm.deliveries = by(storm.stage.deliveries, "number");
    storm.copies = by(storm.stage.copies, "number");
  }

  // withMoments adds the moments that are no events: when a sender hears, where the session took time, and when a sign shows.
  function withMoments(events, storm) {
    const extra = [];
    events.forEach((e, i) => {
      if (e.kind !== "talked" || e.until <= e.at || e.until > storm.stage.ends / 1e6) return;
      let j = i + 1;
      while (j < events.length && !(events[j].at > e.until || events[j].at === e.until && events[j].copy === e.copy && events[j].kind !== "kept")) j++;
      extra.push({ before: j, event: { ...e, kind: "heard", at: e.until, talked: e, line: "", number: 0 } });
    });
    for (const s of storm.stops) {
      if (s.event) continue;
      const j = events.findIndex(e => e.at > s.at);
      extra.push({ before: j < 0 ? events.length : j, event: { kind: "sign", at: s.at, line: capital(s.what) + ".", number: 0, flags: 0 } });
    }
    extra.sort((a, b) => a.before - b.before || a.event.at - b.event.at);
    const all = [];
    events.concat(null).forEach((e, i) => {
      while (extra.length && extra[0].before === i) all.push(extra.shift().event);
      if (e) all.push(e);
    });
    return all;
  }

  const capital = s => s.charAt(0).toUpperCase() + s.slice(1);

  // eventBeats parts the events into steps: a session with all that follows from it at once, or what else happens at one time.
  function eventBeats(events) {
    const beats = [];
    events.forEach((e, i) => {
      const before = events[i - 1];
      if (!before || before.at !== e.at || ["written", "talked", "heard", "sign", "changed"].includes(e.kind)) beats.push({ at: e.at, from: i, to: i });
      beats[beats.length - 1].to = i + 1;
    });
    return beats;
  }

  // sliceBeats are the slices in which anything happens.
  function sliceBeats(storm) {
    const { series, last } = storm, beats = [];
    for (let i = 0; i < series.count; i++) {
      const moves = series.columns.some(c => c.name === "queue" ? c.values[i] !== (c.values[i - 1] || 0) : c.name !== "most" && c.name !== "age" && c.values[i]);
      if (moves || i === series.count - 1) beats.push({ at: Math.min((i + 1) * series.width, Math.max(last, 1)), slice: i });
    }
    return beats;
  }

  function beatOf(storm, stop) {
    const found = storm.crowd ? storm.beats.findIndex(b => b.at > stop.at)
      : storm.beats.findIndex(b => stop.event ? storm.events.slice(b.from, b.to).some(e => e.number === stop.event) : b.at >= stop.at);
    return found < 0 ? storm.beats.length - 1 : found;
  }

  // The state of a storm between two events.

  function newState(storm) {
    const s = {
      at: 0,
      hosts: storm.stage.hosts.map(() => ({ queue: new Map(), accepted: 0, refused: 0, broken: 0, said: "", deferrals: 0, error: "", ndrs: 0 })),
      boxes: new Map(), // by host and address
      deliveries: new Map(),
      senders: new Map(), // by address
      cells: [0, 0, 0, 0, 0, 0],
      bytes: 0, automatic: 0, automaticBytes: 0, copies: 0, duplicates: 0, ndrs: 0, notices: 0,
      attempt: null,
    };
    for (const m of storm.stage.messages) if (m.sort === "mail") senderOf(s, m.from);
    return s;
  }

  const isReport = sort => ["NDR", "delay notice", "report"].includes(sort);
  const cellOf = e => (e.flags & KEPT ? 0 : 3) + (e.cause === 0 ? 0 : e.code >= 500 ? 2 : 1);
  const sortOf = (storm, e) => (storm.messages.get(e.message) || { sort: "mail" }).sort;

  // apply lets an event happen.
  function apply(storm, s, e) {
    s.at = e.at;
    const rule = rules[e.kind];
    if (rule) rule(storm, s, e);
    const host = s.hosts[e.host];
    if (host && e.flags & LEAVES) host.queue.delete(e.copy);
  }

  const rules = {
    written(storm, s, e) {
      const m = storm.messages.get(e.message);
      if (m && m.sort === "mail") {
        const from = senderOf(s, m.from);
        from.wrote++;
        from.last = e.at;
        for (const d of storm.stage.deliveries) if (d.message === e.message) s.deliveries.set(d.number, { copies: 0, ndrs: 0, due: 0, held: 0, double: d.double });
      } else if (m && m.sort === "automatic") s.automatic++;
    },
    talked(storm, s, e) {
      s.cells[cellOf(e)]++;
      s.attempt = { event: e, heard: e.until <= e.at };
      if (sortOf(storm, e) === "mail") s.bytes += e.bytes; else if (sortOf(storm, e) === "automatic") s.automaticBytes += e.bytes;
      const peer = s.hosts[e.peer], copy = s.hosts[e.host].queue.get(e.copy);
      if (copy) copy.next = -1; // it is under way
      if (cellOf(e) <= 3) peer.accepted++; // who loses the message has logged its 250, too
      else if (e.cause === SAID) { peer.refused++; peer.said = reply(e); }
      else if (!UNREACHED.includes(e.cause)) peer.broken++;
      if (e.until <= e.at) rules.heard(storm, s, e);
    },
    heard(storm, s, e) {
      if (s.attempt && s.attempt.event.number === (e.talked || e).number) s.attempt.heard = true;
      if (e.cause) s.hosts[e.host].error = reply(e);
    },
    kept(storm, s, e) {
      const c = storm.copies.get(e.copy) || { to: [], deadline: 0 };
      s.hosts[e.host].queue.set(e.copy, { message: e.message, since: e.at, next: -1, deadline: c.deadline / 1e6, left: new Set(c.to), attempts: 0 });
      for (const d of c.to) hold(s, d, 1);
    },
    deferred(storm, s, e) {
      s.hosts[e.host].deferrals++;
      const c = s.hosts[e.host].queue.get(e.copy);
      if (c) { c.next = e.until; c.attempts = e.attempt; }
    },
    "lined-up"(storm, s, e) { const c = s.hosts[e.host].queue.get(e.copy); if (c) c.next = -1; },
    delivered(storm, s, e) {
      const m = storm.messages.get(e.message) || { sort: "mail" }, d = s.deliveries.get(e.delivery);
      if (isReport(m.sort)) return reported(storm, s, e, m);
      const to = m.sort === "mail" ? (storm.deliveries.get(e.delivery) || {}).to : m.to[0];
      const box = boxOf(s, e.host, to);
      if (m.sort === "automatic") { box.automatic++; return; }
      box.copies++;
      if (d && d.copies++) { s.duplicates++; box.duplicates++; }
      s.copies++;
    },
    "handed-over": settle, purged: settle,
    lost: (storm, s, e) => { settle(storm, s, e); dies(storm, s, e); },
    bounced(storm, s, e) {
      settle(storm, s, e);
      s.hosts[e.host].ndrs++;
      const d = s.deliveries.get(e.delivery);
      if (d) d.due++;
    },
    changed(storm, s, e) {
      for (const [number, c] of s.hosts[e.host].queue) {
        const moved = ((storm.copies.get(number) || {}).moved || []).filter(m => m.at / 1e6 <= e.at).pop();
        if (moved) c.deadline = moved.deadline / 1e6;
      }
    },
    died: (storm, s, e) => { settle(storm, s, e); dies(storm, s, e); },
    discarded: dies, quarantined: dies,
  };

  function hold(s, delivery, n) { const d = s.deliveries.get(delivery); if (d) d.held += n; }

  // settle takes a recipient off a copy.
  function settle(storm, s, e) {
    const c = s.hosts[e.host].queue.get(e.copy);
    if (c && c.left.delete(e.delivery)) hold(s, e.delivery, -1);
  }

  // reported is what the first copy of a DSN in a mailbox tells the sender.
  function reported(storm, s, e, m) {
    if (!(e.flags & FIRST)) return;
    const to = senderOf(s, m.to[0]);
    to.heard = e.at;
    if (m.sort === "delay notice") { s.notices++; to.notices++; return; }
    if (m.sort === "report") { to.reports++; return; } // about automatic mail: no person is told
    s.ndrs++;
    to.ndrs++;
    for (const n of m.about || []) { const d = s.deliveries.get(n); if (d) { d.due--; d.ndrs++; } }
  }

  // dies notes that an NDR will not come.
  function dies(storm, s, e) {
    const m = storm.messages.get(e.message);
    if (!m || m.sort !== "NDR") return;
    for (const n of m.about || []) { const d = s.deliveries.get(n); if (d) d.due--; }
  }

  function senderOf(s, address) {
    if (!s.senders.has(address)) s.senders.set(address, { wrote: 0, ndrs: 0, notices: 0, reports: 0, last: -1, heard: -1 });
    return s.senders.get(address);
  }

  function boxOf(s, host, address) {
    const key = host + " " + address;
    if (!s.boxes.has(key)) s.boxes.set(key, { host, address, copies: 0, duplicates: 0, automatic: 0 });
    return s.boxes.get(key);
  }

  function fatesOf(s) {
    const fates = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
    for (const d of s.deliveries.values()) {
      const twin = s.deliveries.get(d.double), copies = d.copies || (twin && twin.copies ? 1 : 0);
      fates[d.ndrs > 0 ? 0 : d.held > 0 || d.due > 0 ? 1 : 2][Math.min(copies, 2)]++;
    }
    return fates;
  }

  // sliceState adds up a series to the end of a slice.
  function sliceState(storm, at, slice) {
    const s = { at, hosts: storm.stage.hosts.map(() => ({ queue: 0, ages: [0, 0, 0, 0, 0, 0, 0, 0], sent: 0, failed: 0, accepted: 0 })),
      cells: [0, 0, 0, 0, 0, 0], flows: [], counts: {}, now: {} };
    for (const c of storm.series.columns) {
      const value = slice < 0 ? 0 : c.values[slice];
      let sum = 0;
      for (let i = 0; i <= slice; i++) sum += c.values[i];
      if (c.name === "queue") s.hosts[c.host].queue = value;
      else if (c.name === "age") s.hosts[c.host].ages[c.age] = value;
      else if (c.name === "most") continue;
      else if (c.host === undefined) { s.counts[c.name] = sum; s.now[c.name] = value; }
      else addSessions(s, c, value, sum);
    }
    return s;
  }

  const TRUTHS = ["kept, heard 250", "kept, heard 4xx or nothing", "kept, heard 5xx", "not kept, heard 250", "not kept, heard 4xx or nothing",
    "not kept, heard 5xx"];

  function addSessions(s, c, value, sum) {
    const cell = TRUTHS.indexOf(c.name), kept = cell < 3, heard = cell === 0 || cell === 3;
    s.cells[cell] += sum;
    s.hosts[c.host][heard ? "sent" : "failed"] += sum;
    if (kept || heard) s.hosts[c.peer].accepted += sum;
    let flow = s.flows.find(f => f.from === c.host && f.to === c.peer);
    if (!flow) s.flows.push(flow = { from: c.host, to: c.peer, good: 0, bad: 0 });
    flow[cell === 0 ? "good" : "bad"] += value;
  }

  // holds reports whether any copy waits in the queue of a host, if only for a moment.
  function holds(storm, host) {
    return storm.crowd ? storm.series.columns.some(c => c.name === "queue" && c.host === host) : storm.events.some(e => e.kind === "kept" && e.host === host);
  }

  // The page.

  // el makes an element; children are elements, or texts that stay texts.
  function el(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
      else if (value === true) e.setAttribute(key, "");
      else if (value !== false && value !== undefined) e.setAttribute(key, value);
    }
    e.append(...children.filter(c => c !== null && c !== undefined));
    return e;
  }

  const named = text => el("bdi", { class: "name" }, text);
  const fill = (c, n) => { write(c.count, number(n)); c.cell.classList.toggle("some", n > 0); c.cell.classList.toggle("long", n >= 1e5); };
  const write = (e, text) => { if (e.textContent !== text) e.textContent = text; };
  const svg = (name, attributes) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    return e;
  };

  // Player plays one storm, or what would be if one key had another value.
  class Player {
    constructor(root) {
      this.root = root;
      root.classList.add("mailstorm");
      this.still = matchMedia("(prefers-reduced-motion: reduce)");
      this.beat = -1;
      this.speed = 1;
      this.role = "";
      this.listeners = [];
    }

    listen(target, type, handler) {
      target.addEventListener(type, handler);
      this.listeners.push(() => target.removeEventListener(type, handler));
    }

    async load(data) {
      const storm = await unpack(data, false);
      if (data.whatIf) {
        this.whatIf = { ...data.whatIf };
        const all = JSON.parse(textOf(await inflated(data.whatIf.storms)));
        this.variants = await Promise.all(all.map(p => unpack(p, true)));
        if (this.whatIf.at < 0) { // its own value is none of these, and comes first
          this.whatIf = { ...this.whatIf, values: ["as in the scenario", ...this.whatIf.values], at: 0 };
          this.variants.unshift(storm);
        } else this.whatIf.values = this.whatIf.values.map((v, i) => i === this.whatIf.at ? v + ", as in the scenario" : v);
      }
      if (this.closed) return;
      this.variant = data.whatIf ? this.whatIf.at : undefined;
      this.build(storm);
      this.listen(document, "keydown", e => this.key(e));
      this.listen(window, "hashchange", () => this.goToHash());
      this.watcher = new ResizeObserver(() => this.drawWires());
      this.watcher.observe(this.stage);
      if (!this.goToHash()) this.ask();
    }

    close() {
      this.closed = true;
      this.pause();
      this.listeners.forEach(stop => stop());
      if (this.watcher) this.watcher.disconnect();
      this.root.replaceChildren();
      this.root.classList.remove("mailstorm");
    }

    // build makes the page of a storm, before anything happened.
    build(storm) {
      this.storm = storm;
      const s = storm.stage;
      this.clock = el("time", { class: "clock" });
      this.line = el("p", { class: "line", "aria-live": "polite", "data-known": "truth" });
      this.origin = el("p", {});
      this.mark = el("p", { class: "mark", role: "status", "data-known": "truth" });
      this.root.replaceChildren(...[
        el("header", {}, el("h1", {}, named(s.title)), el("div", {}, this.clock, el("span", { class: "zone" }, named(s.zone)))),
        this.buildPrediction(),
        this.line, this.mark,
        el("div", { class: "scene" }, this.buildStage(), el("div", { class: "panels" }, this.buildTruths(), this.buildFates(), this.buildSights())),
        this.buildControls(),
        el("footer", {}, this.origin, this.buildHelp())].filter(Boolean));
      this.show(this.beat);
    }

    buildHelp() {
      const keys = [["space", "play, pause"], ["\u2192 \u2190", "one event"], ["shift \u2192 \u2190", "one mark"], ["1 to 5", "speed"], ["home, end", "first, last"]];
      return el("details", {}, el("summary", {}, "Keys"), el("dl", { class: "keys" }, ...keys.flatMap(([key, what]) => [el("dt", {}, key), el("dd", {}, what)])),
        el("p", {}, "The address of this page may end with a time of the storm, as in #t=08:15 or #t=Mon+08:15."));
    }

    // buildStage puts a box for each host that any mail came to, in columns along the routes.
    buildStage() {
      const { storm } = this, { stage } = storm;
      this.wires = svg("svg", { class: "wires", "aria-hidden": "true" });
      const calm = stage.hosts.every(h => h.idle);
      this.boxes = stage.hosts.map((h, i) => h.idle && !calm ? null : this.buildHost(h, i));
      const columns = new Map();
      stage.hosts.forEach((h, i) => {
        if (!this.boxes[i]) return;
        if (!columns.has(h.column)) columns.set(h.column, []);
        columns.get(h.column).push(this.boxes[i].root);
      });
      this.ends = { senders: el("div", { class: "ends" }), recipients: el("div", { class: "ends" }) };
      const shown = this.boxes.filter(Boolean).length;
      const dense = shown > 9 || columns.size > 4;
      const groups = dense ? [this.boxes.filter(Boolean).map(b => b.root)] : [...columns.keys()].sort((a, b) => a - b).map(k => columns.get(k));
      this.flights = el("div", { class: "flights", "aria-hidden": "true" });
      this.stage = el("section", { class: "stage" + (dense ? " dense" : ""), "aria-label": "Stage: senders, hosts and mailboxes" }, this.wires,
        el("div", { class: "column" }, this.ends.senders), ...groups.map(g => el("div", { class: "column hosts" }, ...g)),
        storm.crowd ? el("div", { class: "column" }, this.ends.recipients) : null, this.flights);
      return this.stage;
    }

    buildHost(h, i) {
      const b = { queue: el("b", {}), bar: el("i", {}), next: el("p", {}), end: el("p", {}), life: el("i", {}), faults: el("ul", { class: "faults" }), mailboxes: el("ul", { class: "mailboxes" }) };
      b.spans = this.storm.stage.spans.filter(s => s.host === i).map(s => {
        const text = el("span", {});
        const item = el("li", { class: s.sort }, named(s.name === s.kind ? s.name : s.name + ": " + s.kind), text);
        b.faults.append(item);
        return { ...s, starts: s.starts / 1e6, ends: s.ends < 0 ? Infinity : s.ends / 1e6, item, text };
      });
      b.ages = this.storm.crowd ? [0, 1, 2, 3, 4, 5, 6, 7].map(() => el("i", {})) : [];
      b.agesBox = b.ages.length ? el("div", { class: "ages", "aria-hidden": "true" }, ...b.ages) : null;
      b.agesText = el("p", {});
      for (const part of [b.next, b.end, b.agesText]) part.dataset.known = "admin" + i;
      b.faults.dataset.known = "truth";
      b.root = el("section", { class: "host" }, el("h2", {}, named(h.name)), el("p", { class: "profile" }, named(h.title || h.profile)),
        ...(holds(this.storm, i) ? [el("div", { class: "queue", "data-known": "admin" + i }, el("span", {}, "queue "), b.queue, el("div", { class: "bar", "aria-hidden": "true" }, b.bar)), b.next, b.end,
          this.storm.crowd ? "" : el("div", { class: "bar life", "aria-hidden": "true" }, b.life)] : []), b.agesBox, b.agesText, b.faults, b.mailboxes);
      return b;
    }

    // buildTruths is the table of the two truths, and the last attempt.
    buildTruths() {
      this.attempt = el("div", { class: "attempt", hidden: this.storm.crowd });
      this.cells = CELLS.map((name, i) => {
        const count = el("b", {}, "0");
        return { count, cell: el("td", { class: i === 1 || i === 2 || i === 3 ? "bad" : "" }, count, " " + name) };
      });
      const row = (name, from) => el("tr", {}, el("th", { scope: "row" }, name), ...this.cells.slice(from, from + 3).map(c => c.cell));
      return el("section", { class: "truths", "data-known": "truth" }, el("h2", {}, "Two truths of each session"), this.attempt,
        el("table", {}, el("thead", {}, el("tr", {}, el("td", {}), ...["heard 250", "heard 4xx, or nothing", "heard 5xx"].map(h => el("th", { scope: "col" }, h)))),
          el("tbody", {}, row("kept", 0), row("not kept", 3))));
    }

    buildFates() {
      this.fates = FATES.map((row, i) => row.map((name, k) => {
        const count = el("b", {}, "0");
        return { count, cell: el("td", { class: BAD[i][k] ? "bad" : "" }, count, " " + name) };
      }));
      this.sums = el("p", { class: "sums" });
      this.bars = el("ul", { class: "bars" });
      this.fatesTable = el("table", {}, el("thead", {}, el("tr", {}, el("td", {}), ...["0", "1", "2 or more"].map(h => el("th", { scope: "col" }, h)))),
          el("tbody", {}, ...ROWS.map((name, i) => el("tr", {}, el("th", { scope: "row" }, name), ...this.fates[i].map(f => f.cell)))));
      return el("section", { class: "fates", "data-known": "truth" }, el("h2", {}, "Deliveries, by copies in the mailbox"), this.sums, this.bars, this.fatesTable);
    }

    // buildSights has a line for each role: what it sees at this moment.
    buildSights() {
      const roles = [["sender", "sender", "sender"], ["recipient", "recipients", "recipient"]];
      this.storm.stage.hosts.forEach((h, i) => { if (!h.idle) roles.push(["admin" + i, "admin of " + h.name, "admin of " + h.name]); });
      this.sights = roles.map(([key, name]) => ({ key, name, text: el("dd", { "data-known": key }) }));
      const choice = el("select", { id: "seen-by", onchange: () => this.look(choice.value) }, el("option", { value: "" }, "everything"),
        ...roles.map(([key, , one]) => el("option", { value: key, selected: key === this.role }, "what the " + one + " can know")));
      this.look(choice.value);
      const most = 12, list = this.sights.slice(0, most);
      return this.sightsBox = el("section", { class: "sights" }, el("h2", {}, "Who sees what at this moment"), el("p", {}, el("label", { for: "seen-by" }, "Show "), choice),
        el("dl", {}, ...list.flatMap(s => [el("dt", {}, named(s.name)), s.text])),
        this.sights.length > most ? el("p", {}, "and " + (this.sights.length - most) + " more administrators") : null);
    }

    // look greys out what one role cannot know.
    look(role) {
      this.role = role;
      this.root.classList.toggle("partial", role !== "");
      this.greyOut();
    }

    greyOut() {
      for (const e of this.root.querySelectorAll("[data-known]")) e.classList.toggle("unknown", this.role !== "" && !e.dataset.known.split(" ").includes(this.role));
    }

    buildWhatIf() {
      if (!this.variants) return null;
      const { key, values, at } = this.whatIf;
      const input = el("input", { type: "range", id: "what-if", min: 0, max: values.length - 1, value: at });
      const output = el("output", {});
      const tell = () => {
        input.setAttribute("aria-valuetext", values[input.value]);
        write(output, values[input.value]);
        const r = this.variants[input.value].stage.result;
        write(this.ending, "At the end: " + counted(r.copies, "copy", "copies") + ", " + counted(r.ndrs, "NDR") + ", " + size(r.bytes) + ".");
      };
      this.ending = el("p", {});
      input.addEventListener("input", () => { this.vary(+input.value); tell(); this.tellEnd(true); });
      tell();
      return el("div", { class: "what-if" }, el("label", { for: "what-if" }, "What if ", el("code", {}, key), " = ", output), input, this.ending);
    }

    // tellEnd shows how the storm ends, which nobody is told before he has guessed and watched.
    tellEnd(yes) { if (this.ending) this.ending.style.visibility = yes ? "" : "hidden"; }

    // vary shows the same moment of the storm under another value.
    vary(i) {
      const at = this.beat < 0 ? -1 : this.storm.beats[this.beat].at;
      this.pause();
      this.variant = i;
      this.storm = this.variants[i];
      const wasBoxes = this.stage;
      wasBoxes.replaceWith(this.buildStage());
      this.watcher.disconnect();
      this.watcher.observe(this.stage);
      this.sightsBox.replaceWith(this.buildSights()); // a host may stand elsewhere, or get no mail
      this.greyOut();
      this.buildMarks();
      this.state = null;
      this.show(at < 0 ? -1 : this.beatAt(at));
    }

    buildControls() {
      const button = (name, symbol, act) => el("button", { type: "button", "aria-label": name, title: name, onclick: act }, symbol);
      this.playButton = button("play", "\u25b6", () => this.toggle());
      this.slider = el("input", { type: "range", min: 0, max: 1000, step: 1, value: 0, "aria-label": "time", oninput: () => this.seek(this.timeOf(+this.slider.value)) });
      this.marks = svg("svg", { class: "marks", "aria-hidden": "true", viewBox: "0 0 1000 24", preserveAspectRatio: "none" });
      this.stops = el("input", { type: "checkbox", checked: true, id: "stops" });
      const speed = el("select", { "aria-label": "speed", onchange: () => this.setSpeed(+speed.value) }, ...SPEEDS.map((f, i) => el("option", { value: i, selected: i === 1 }, "\u00d7 " + f)));
      this.speedChoice = speed;
      this.controls = el("section", { class: "controls", "aria-label": "Controls" }, ...[this.buildWhatIf()].filter(Boolean),
        el("div", { class: "track" }, this.marks, this.slider),
        el("div", { class: "buttons" }, button("back to the mark before", "\u21e4", () => this.toMark(-1)), button("one event back", "\u2190", () => this.step(-1)), this.playButton,
          button("one event on", "\u2192", () => this.step(1)), button("on to the next mark", "\u21e5", () => this.toMark(1)), speed,
          el("label", {}, this.stops, " pause at marks")));
      this.buildMarks();
      return this.controls;
    }

    // buildMarks draws faults and marks along the slider; above them, for a crowd, its deepest queue.
    buildMarks() {
      const { storm } = this, x = at => (1000 * Math.min(at / Math.max(storm.last, 1), 1)).toFixed(1);
      const parts = storm.stage.spans.filter(s => s.sort === "fault").map(s => {
        const from = +x(s.starts / 1e6), to = s.ends < 0 ? 1000 : +x(s.ends / 1e6);
        return svg("rect", { class: "span", x: from, y: 0, width: Math.max(to - from, 1), height: 24 });
      });
      if (storm.crowd) {
        const queues = storm.series.columns.filter(c => c.name === "queue");
        const deepest = queues.reduce((a, b) => !a || Math.max(...b.values) > Math.max(...a.values) ? b : a, null);
        if (deepest) {
          const most = Math.max(1, ...deepest.values), points = deepest.values.map((n, i) => x((i + 1) * storm.series.width) + "," + (24 - 22 * n / most).toFixed(1));
          parts.push(svg("polygon", { class: "area", points: "0,24 " + points.join(" ") + " 1000,24" }));
        }
      } else for (const e of storm.events) if (e.kind === "talked" && e.flags & KEPT && e.cause) parts.push(svg("rect", { class: "lost", x: x(e.at), y: 14, width: 2, height: 10 }));
      for (const s of storm.stops) parts.push(svg("rect", { class: "stop", x: x(s.at), y: 0, width: 3, height: 24 }));
      this.marks.replaceChildren(...parts);
    }

    // The prediction.

    buildPrediction() {
      const field = (label, input) => el("p", {}, el("label", {}, label, " ", input));
      this.guess = {
        copies: el("input", { type: "number", min: 0, inputmode: "numeric" }),
        noticed: el("select", {}, ...["", "nobody", "the sender", "a recipient", "an administrator"].map(t => el("option", { value: t }, t || "choose"))),
        after: el("input", { type: "number", min: 0, step: "any", inputmode: "decimal" }),
      };
      this.verdict = el("div", { class: "verdict", hidden: true });
      const s = this.storm.stage;
      this.form = el("form", { class: "predict", onsubmit: e => { e.preventDefault(); this.begin(true); } }, el("h2", {}, "Guess first"),
        el("p", {}, counted(s.result.messages, "message") + (s.result.messages > 1 ? ", " + counted(s.result.deliveries, "delivery", "deliveries") + " in all." : " to " + counted(s.result.deliveries, "recipient") + ".")),
        field("How many copies lie in mailboxes at the end?", this.guess.copies), field("Who notices first that something is wrong?", this.guess.noticed),
        field("How many hours after the start? (0 if nobody)", this.guess.after), el("p", {}, el("button", { type: "submit" }, "Start"), " ", el("button", { type: "button", class: "skip", onclick: () => this.begin(false) }, "Skip")));
      return el("div", {}, this.form, this.verdict);
    }

    // ask keeps everything still, and the marks hidden, until somebody has guessed.
    ask() { this.waiting = true; this.allow(false); }

    begin(guessed) {
      if (guessed && !(this.guess.copies.value && this.guess.noticed.value && this.guess.after.value)) {
        write(this.line, "Fill in the three boxes, or choose Skip.");
        return;
      }
      this.guessed = guessed;
      this.waiting = false;
      this.form.hidden = true;
      this.allow(true);
      this.playButton.focus();
    }

    allow(yes) {
      for (const e of this.controls.querySelectorAll("button, input, select")) e.disabled = !yes;
      const slider = this.root.querySelector("#what-if");
      if (slider) slider.disabled = !yes;
      this.marks.style.visibility = yes ? "" : "hidden";
      this.tellEnd(yes && !this.guessed);
    }

    // judge lays the guess beside the truth.
    judge() {
      if (!this.guessed || this.judged || this.variants && this.variant !== this.whatIf.at) return; // the guess was about the scenario
      this.judged = true;
      this.tellEnd(true);
      const { copies, noticed } = this.storm.stage.result, g = this.guess;
      const who = { sender: "the sender", recipient: "a recipient", administrator: "an administrator" };
      const how = { NDR: "an NDR", "delay notice": "a delay notice", "second copy": "a second copy", alert: "the alert" };
      const truth = noticed ? who[noticed.who] + ", by " + how[noticed.what] : "nobody";
      const row = (what, guess, truth, right) => el("tr", {}, el("th", { scope: "row" }, what), el("td", {}, guess), el("td", {}, truth), el("td", {}, right ? "right" : "not so"));
      this.verdict.replaceChildren(el("h2", {}, "Your guess, and what happened"),
        el("table", {}, el("thead", {}, el("tr", {}, el("td", {}), ...["you", "the storm", ""].map(h => h ? el("th", { scope: "col" }, h) : el("td", {})))),
          el("tbody", {}, row("copies", number(+g.copies.value), number(copies), +g.copies.value === copies),
            row("notices first", g.noticed.value, truth, g.noticed.value === (noticed ? who[noticed.who] : "nobody")),
            row("after", g.after.value + " h", noticed ? span(noticed.at / 1e6) : "never", noticed ? Math.abs(g.after.value * HOUR - noticed.at / 1e6) <= HOUR / 2 : +g.after.value === 0))));
      this.verdict.hidden = false;
    }

    // Time.

    // advance lets so many events have happened, from the beginning if need be.
    advance(count) {
      if (!this.state || this.state.applied > count) this.state = Object.assign(newState(this.storm), { applied: 0 });
      while (this.state.applied < count) apply(this.storm, this.state, this.storm.events[this.state.applied++]);
    }

    // show shows the storm at the end of a step; -1: before the first.
    show(beat) {
      const { storm } = this;
      this.land();
      this.beat = Math.max(-1, Math.min(beat, storm.beats.length - 1));
      const b = storm.beats[this.beat];
      if (storm.crowd) this.state = sliceState(storm, b ? b.at : 0, b ? b.slice : -1);
      else this.advance(b ? b.to : 0);
      this.render(this.linesOf(b));
      if (this.beat === storm.beats.length - 1) this.judge();
    }

    linesOf(b) {
      if (!b) return "Nothing has happened yet.";
      if (this.storm.crowd) return this.crowdLine();
      const lines = this.storm.events.slice(b.from, b.to).map(e => e.line).filter(Boolean);
      return (lines.length < 7 ? lines : [...lines.slice(0, 3), "\u2026 and " + (lines.length - 5) + " more.", ...lines.slice(-2)]).join(" ");
    }

    crowdLine() {
      const s = this.state, deepest = s.hosts.reduce((a, h, i) => h.queue > s.hosts[a].queue ? i : a, 0);
      const parts = [["written", "delivery sent", "deliveries sent"], ["arrived", "first copy", "first copies"], ["duplicates", "duplicate", "duplicates"], ["ndrs", "NDR", "NDRs"]]
        .filter(([key]) => s.now[key]).map(([key, one, many]) => counted(s.now[key], one, many));
      return this.storm.stage.hosts[deepest].name + " holds " + counted(s.hosts[deepest].queue, "copy", "copies") + (parts.length ? "; since the step before: " + parts.join(", ") : "") + ".";
    }

    beatAt(time) {
      const { beats } = this.storm;
      let low = 0, high = beats.length;
      while (low < high) {
        const middle = low + high >> 1;
        if (beats[middle].at <= time) low = middle + 1; else high = middle;
      }
      return low - 1;
    }

    timeOf(position) { return position / 1000 * Math.max(this.storm.last, 1); }
    seek(time) { this.pause(); this.show(this.beatAt(time)); }
    step(n) { this.pause(); this.show(this.beat + n); }

    toMark(direction) {
      const marks = [-1, ...this.storm.stops.map(s => s.beat), this.storm.beats.length - 1].sort((a, b) => a - b);
      const next = direction > 0 ? marks.find(b => b > this.beat) : marks.reverse().find(b => b < this.beat);
      this.pause();
      this.show(next === undefined ? this.beat : next);
      this.tellStop();
    }

    tellStop() {
      const stop = this.storm.stops.find(s => s.beat === this.beat);
      if (stop) write(this.mark, "Mark: " + stop.what + ".");
      return stop;
    }

    setSpeed(i) { this.speed = SPEEDS[i]; this.speedChoice.value = i; }
    toggle() { if (this.playing) this.pause(); else this.play(); }

    play() {
      if (this.waiting) return;
      if (this.beat >= this.storm.beats.length - 1) this.show(-1);
      this.playing = true;
      this.sayPlaying();
      this.next();
    }

    pause() {
      clearTimeout(this.timer);
      if (this.playing && !this.storm.crowd && this.state.applied > (this.storm.beats[this.beat] || { to: 0 }).to) this.show(this.beat + 1);
      this.playing = false;
      this.land();
      this.sayPlaying();
    }

    sayPlaying() {
      if (!this.playButton) return;
      this.playButton.textContent = this.playing ? "\u275a\u275a" : "\u25b6";
      this.playButton.setAttribute("aria-label", this.playing ? "pause" : "play");
      this.root.classList.toggle("playing", !!this.playing);
      this.line.setAttribute("aria-live", this.playing && this.speed > 1 ? "off" : "polite");
    }

    // next plays the step that follows. A session is revealed bit by bit: that it began, what the peer kept, what the host heard.
    next() {
      const { storm } = this, i = this.beat + 1, b = storm.beats[i];
      if (!b) return this.pause();
      const events = storm.crowd ? [] : storm.events.slice(b.from, b.to), session = events.find(e => e.kind === "talked" || e.kind === "heard");
      const lasts = (storm.crowd ? SLICE : session ? SESSION : OTHER) / this.speed;
      if (storm.crowd || this.still.matches || lasts < 150) {
        this.show(i);
        return this.after(lasts);
      }
      if (!session) {
        this.show(i);
        this.flyMail(events, lasts);
        return this.after(lasts);
      }
      const from = b.from + events.indexOf(session), heard = session.until <= session.at || session.kind === "heard";
      const reaction = events.findIndex(e => ["deferred", "handed-over", "bounced", "lost"].includes(e.kind));
      this.advance(from + 1);
      this.render(session.kind === "heard" ? this.linesOf(b) : session.line.replace(/^(.*?Attempt[^:]*):.*$/, "$1 \u2026"), session.kind === "heard" ? 1 : 0);
      this.fly(session, lasts);
      this.timer = setTimeout(() => {
        this.advance(reaction < 0 ? b.to : b.from + reaction);
        this.render(this.linesOf(b), 1);
        this.timer = setTimeout(() => { this.show(i); this.after(lasts / 4); }, lasts * (heard ? 0.55 : 0.1));
      }, lasts * 0.45);
    }

    // after waits before the step that follows, unless the storm pauses here.
    after(lasts) {
      const end = this.beat === this.storm.beats.length - 1;
      if (end || this.stops.checked && this.tellStop()) return this.pause();
      this.timer = setTimeout(() => this.next(), lasts);
    }

    key(e) {
      if (e.target !== document.body && e.target.closest && !this.root.contains(e.target)) return; // what else has the focus on the page scrolls by its own keys
      const own = e.target === this.slider;
      if (e.ctrlKey || e.metaKey || e.altKey || this.waiting || !own && e.target.closest && e.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
      if (e.key === " " && e.target.closest && e.target.closest("button, summary, input[type=checkbox]")) return;
      const acts = {
        " ": () => this.toggle(), ArrowRight: () => e.shiftKey ? this.toMark(1) : this.step(1), ArrowLeft: () => e.shiftKey ? this.toMark(-1) : this.step(-1),
        Home: () => { this.pause(); this.show(-1); }, End: () => { this.pause(); this.show(this.storm.beats.length - 1); },
      };
      const act = acts[e.key] || (/^[1-5]$/.test(e.key) ? () => this.setSpeed(e.key - 1) : null);
      if (!act) return;
      e.preventDefault();
      act();
    }

    // goToHash shows the moment that the address names, if it names one.
    goToHash() {
      const m = /[#&]t=([^&]*)/.exec(location.hash);
      const at = m ? this.storm.clock.find(m[1].replace(/\+|%20/, " ").replace(/%3A/gi, ":")) : -1;
      if (at < 0) return false;
      this.begin(false);
      this.seek(at);
      return true;
    }

    // Flights.

    // fly lets the envelope of a session cross, and the reply come back or break.
    fly(e, lasts) {
      const from = this.boxes[e.host], to = this.boxes[e.peer];
      if (!from || !to || from === to) return;
      const a = this.centre(from.root), b = this.centre(to.root), reached = !UNREACHED.includes(e.cause), kept = !!(e.flags & KEPT);
      const between = f => ({ x: a.x + (b.x - a.x) * f, y: a.y + (b.y - a.y) * f });
      const sort = sortOf(this.storm, e);
      if (e.kind === "talked") {
        const turn = between(reached ? kept || e.cause === 0 || e.bytes > 0 ? 1 : 0.8 : 0.5);
        const label = sort === "mail" || sort === "automatic" ? size((this.storm.messages.get(e.message) || {}).size || 0) : sort;
        const letter = this.flight("envelope " + (isReport(sort) ? "report" : ""), label);
        const stays = kept || e.cause === 0;
        this.move(letter, [a, turn], lasts * 0.45, 0, stays ? "gone" : "back", a);
      }
      if (e.kind === "talked" && e.until > e.at) return;
      const answered = e.cause === 0 || e.cause === SAID, lost = e.cause === DROPPED || e.cause === STALLED;
      if (!answered && !lost) return;
      const word = this.flight("reply " + (e.cause === 0 ? "good" : "bad"), e.cause === 0 || lost && kept ? "250" : answered ? reply(e) : "\u2715");
      this.move(word, answered ? [b, a] : [b, between(0.55)], lasts * 0.45, e.kind === "heard" ? 0 : lasts * 0.5, answered ? "gone" : "broken");
    }

    // flyMail lets a mail go from who wrote it to its host, or a report from its host to whom it is for.
    flyMail(events, lasts) {
      const e = events.find(e => e.kind === "written" && sortOf(this.storm, e) === "mail") || events.find(e => e.kind === "delivered" && isReport(sortOf(this.storm, e)));
      const m = e && this.storm.messages.get(e.message), host = e && this.boxes[e.host];
      const card = m && this.ends.senders.querySelector("[data-address='" + (e.kind === "written" ? m.from : m.to[0]) + "']");
      if (!card || !host) return;
      const ends = [this.centre(card), this.centre(host.root)];
      const letter = this.flight("envelope" + (e.kind === "written" ? "" : " report"), e.kind === "written" ? size(m.size) : m.sort);
      this.move(letter, e.kind === "written" ? ends : ends.reverse(), lasts, 0, "gone");
    }

    flight(kind, text) {
      const e = el("div", { class: kind }, text);
      this.flights.append(e);
      return e;
    }

    // move moves something along a line, after a while; at its end it is gone, broken, or goes back.
    move(e, [a, b], lasts, after, end, home) {
      const at = (p, more) => ({ transform: "translate(" + p.x + "px," + p.y + "px) translate(-50%,-50%)", ...more });
      const frames = [at(a, { opacity: 1 }), at(b, { opacity: 1, offset: 0.9 })];
      if (end === "gone") frames.push(at(b, { opacity: 0 }));
      else if (end === "broken") { frames[1].offset = 0.7; frames.push({ transform: "translate(" + b.x + "px," + (b.y + 30) + "px) translate(-50%,-50%) rotate(40deg)", opacity: 0 }); }
      else { frames[1].offset = 0.6; frames.push(at(home, { opacity: 0.2 })); }
      e.animate(frames, { duration: lasts, delay: after, fill: "forwards", easing: "ease-in-out" });
    }

    land() { if (this.flights) this.flights.replaceChildren(); }

    centre(e) {
      const r = e.getBoundingClientRect(), s = this.stage.getBoundingClientRect();
      return { x: r.left - s.left + r.width / 2, y: r.top - s.top + r.height / 2 };
    }

    // drawWires draws the routes behind the boxes, and in a crowd what crossed on them in this step.
    drawWires() {
      const s = this.stage.getBoundingClientRect();
      this.wires.setAttribute("viewBox", "0 0 " + Math.max(s.width, 1) + " " + Math.max(s.height, 1));
      const line = (from, to, attributes) => {
        const a = this.centre(from), b = this.centre(to);
        return svg("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, ...attributes });
      };
      const lines = [];
      for (const r of this.storm.stage.routes) if (this.boxes[r.from] && this.boxes[r.to]) lines.push(line(this.boxes[r.from].root, this.boxes[r.to].root, { class: "route" }));
      for (const f of this.state && this.state.flows || []) for (const sort of ["good", "bad"])
        if (f[sort]) lines.push(line(this.boxes[f.from].root, this.boxes[f.to].root, { class: "flow " + sort, "stroke-width": 2 + Math.min(Math.log2(1 + f[sort]), 12) }));
      this.wires.replaceChildren(...lines);
    }

    // What is seen.

    // render shows the state; revealed 0: what a session under way leads to is not seen yet, 1: nor what the sender hears.
    render(text, revealed = 2) {
      const { state: s, storm } = this, { scenario, seed, digest, stopped } = storm.stage;
      write(this.origin, scenario + ", seed " + seed + ", digest " + digest + (stopped ? "; stopped: " + stopped : ""));
      this.attempt.hidden = storm.crowd;
      this.revealed = revealed;
      write(this.clock, storm.clock(s.at));
      write(this.line, text);
      write(this.mark, "");
      this.slider.value = Math.round(1000 * s.at / Math.max(storm.last, 1));
      this.slider.setAttribute("aria-valuetext", storm.clock(s.at));
      this.boxes.forEach((b, i) => { if (b) this.renderHost(b, i); });
      if (revealed === 2) s.cells.forEach((n, i) => fill(this.cells[i], n));
      this.cells.forEach(c => c.cell.classList.remove("now"));
      if (storm.crowd) this.renderCrowd(); else this.renderEvents();
      this.drawWires();
      if (!revealed) return;
      this.sights.forEach((d, i) => write(d.text, i === 0 ? this.senderSees() : i === 1 ? this.recipientSees() : this.adminSees(+d.key.slice(5))));
    }

    renderHost(b, i) {
      const { state: s, storm } = this, h = s.hosts[i];
      const n = storm.crowd ? h.queue : h.queue.size;
      write(b.queue, number(n));
      b.bar.style.width = 100 * n / this.deepest(i) + "%";
      for (const f of b.spans) {
        const on = s.at >= f.starts && s.at < f.ends;
        f.item.classList.toggle("on", on);
        write(f.text, f.sort === "change" ? " at " + storm.clock(f.starts) : s.at < f.starts ? " from " + storm.clock(f.starts)
          : f.ends === Infinity ? "" : on ? " until " + storm.clock(f.ends) : " over since " + storm.clock(f.ends));
      }
      if (storm.crowd) return this.renderAges(b, i, h);
      const waiting = [...h.queue.values()], next = Math.min(...waiting.map(c => c.next < 0 ? Infinity : c.next)), first = waiting.reduce((a, c) => !a || c.deadline < a.deadline ? c : a, null);
      write(b.next, next < Infinity ? "next attempt " + storm.clock(next) + (next > s.at ? ", in " + span(next - s.at) : "") : "");
      write(b.end, first && first.attempts ? (first.deadline > s.at ? "expires " : "expired ") + storm.clock(first.deadline) + (first.deadline > s.at ? ", " + span(first.deadline - s.at) + " left" : "") : "");
      b.life.style.width = first && first.attempts ? Math.min(100 * (s.at - first.since) / (first.deadline - first.since), 100) + "%" : "0";
      this.renderMailboxes(b, i);
    }

    // deepest is how deep the queue of a host gets.
    deepest(i) {
      const { storm } = this;
      if (!storm.deepest) {
        storm.deepest = storm.stage.hosts.map(() => 1);
        if (storm.crowd) for (const c of storm.series.columns) if (c.name === "queue") storm.deepest[c.host] = Math.max(1, ...c.values);
      }
      if (!storm.crowd) storm.deepest[i] = Math.max(storm.deepest[i], this.state.hosts[i].queue.size);
      return storm.deepest[i];
    }

    renderAges(b, i, h) {
      const most = Math.max(1, ...h.ages), life = this.storm.stage.hosts[i].expiration / 1e6, old = h.ages.slice(6).reduce((x, y) => x + y, 0);
      h.ages.forEach((n, k) => b.ages[k].style.height = 100 * n / most + "%");
      b.agesBox.hidden = !h.queue;
      write(b.agesText, h.queue ? "ages 0 to " + span(life) + (old ? "; " + number(old) + " in the last quarter" : "") : "");
    }

    renderMailboxes(b, i) {
      const all = [...this.state.boxes.values()].filter(m => m.host === i), most = 6;
      const text = m => (m.copies || !m.automatic ? counted(m.copies, "copy", "copies") : "") + (m.duplicates ? ", " + counted(m.duplicates, "duplicate") : "") +
        (m.automatic ? (m.copies ? ", " : "") + number(m.automatic) + " automatic" : "");
      const item = m => el("li", { class: m.duplicates ? "double" : "", "data-known": "recipient admin" + i }, named(this.storm.stage.addresses[m.address] || ""),
        el("span", { class: "pile", "aria-hidden": "true" }, ...Array.from({ length: Math.min(m.copies + m.automatic, 12) }, (_, k) => el("i", { class: k && m.duplicates ? "more" : "" }))), el("span", {}, text(m)));
      const key = all.map(m => m.address + ":" + m.copies + ":" + m.automatic).join(" ");
      if (b.key === key) return;
      b.key = key;
      const rest = all.slice(most), sum = rest.reduce((n, m) => n + m.copies + m.automatic, 0);
      b.mailboxes.replaceChildren(...all.slice(0, most).map(item), ...(rest.length ? [el("li", {}, "and " + rest.length + " more mailboxes: " + counted(sum, "copy", "copies"))] : []));
      this.greyOut();
    }

    renderEvents() {
      const { state: s, storm } = this, fates = fatesOf(s);
      this.fatesTable.hidden = false;
      this.bars.replaceChildren();
      fates.forEach((row, i) => row.forEach((n, k) => fill(this.fates[i][k], n)));
      write(this.sums, counted(s.copies, "copy", "copies") + ", " + counted(s.duplicates, "duplicate") + ", " + size(s.bytes) + " on the wire, " + counted(s.ndrs, "NDR") + " received" +
        (s.automatic ? "; " + counted(s.automatic, "automatic message") + ", " + size(s.automaticBytes) : ""));
      this.renderAttempt();
      const people = new Set(storm.stage.messages.filter(m => m.sort === "mail").map(m => m.from));
      const cards = [...s.senders].slice(0, 4).map(([address, m]) => el("section", { "data-address": address, class: "end", "data-known": "sender" }, el("h2", {}, named(storm.stage.addresses[address] || "<>")),
        el("p", {}, m.wrote ? "sent " + counted(m.wrote, "message") + ", " + storm.clock(m.last) : people.has(address) ? "has sent nothing yet" : "sends no mail but automatic mail"),
        el("p", { class: m.ndrs ? "bad" : "" }, "heard: " + heardOf(m) + (m.heard >= 0 ? ", " + storm.clock(m.heard) : ""))));
      this.ends.senders.replaceChildren(...cards);
      this.greyOut();
    }

    renderAttempt() {
      const a = this.state.attempt, hosts = this.storm.stage.hosts;
      if (!a) return this.attempt.replaceChildren(el("p", {}, "No session yet."));
      const e = a.event, now = this.state.at === e.at || this.state.at === e.until;
      const until = e.until > this.storm.stage.ends / 1e6 ? "" : ", until " + this.storm.clock(e.until);
      const kept = now && this.revealed < 1 ? "\u2026" : e.flags & KEPT ? "yes" : "no";
      const heard = now && this.revealed < 2 ? "\u2026" : !a.heard ? "nothing yet" + until : e.cause === 0 ? "250" : e.cause === SAID ? reply(e) : "nothing; it notes " + reply(e);
      this.attempt.replaceChildren(el("p", {}, "attempt " + number(e.attempt) + ", ", named(hosts[e.host].name), " to ", named(hosts[e.peer].name)),
        el("p", {}, "KEPT by ", named(hosts[e.peer].name), ": ", el("b", { class: "kept" }, kept)), el("p", {}, "HEARD by ", named(hosts[e.host].name), ": ", el("b", { class: "heard" }, heard)));
      if (now && this.revealed === 2) this.cells[cellOf(e)].cell.classList.add("now");
    }

    // renderCrowd fills up bars; the table of fates is known at the end.
    renderCrowd() {
      const { state: s, storm } = this, c = key => s.counts[key] || 0, all = Math.max(storm.stage.result.deliveries, 1);
      const end = this.beat === storm.beats.length - 1;
      this.fatesTable.hidden = !end;
      if (end) storm.stage.result.fates.forEach((row, i) => row.forEach((n, k) => fill(this.fates[i][k], n)));
      const rows = [["good", c("arrived"), counted(c("arrived"), "first copy", "first copies")], ["bad", c("duplicates"), counted(c("duplicates"), "duplicate")],
        ["wait", c("written") - c("settled"), number(c("written") - c("settled")) + " neither arrived nor bounced"], ["bounced", c("ndrs"), counted(c("ndrs"), "NDR") + " received"]];
      this.sums.replaceChildren(size(c("bytes")) + " in all sessions");
      this.bars.replaceChildren(...rows.map(([kind, n, text]) => {
        const fill = el("i", {});
        fill.style.width = Math.min(100 * n / all, 100) + "%";
        return el("li", { class: kind }, text, el("span", { class: "bar", "aria-hidden": "true" }, fill));
      }));
      const card = (title, ...lines) => el("section", { class: "end" }, el("h2", {}, title), ...lines.map(l => el("p", {}, l)));
      this.ends.senders.replaceChildren(card("Senders", counted(c("written"), "delivery", "deliveries") + " sent", "heard: " + this.senderSees()));
      this.ends.recipients.replaceChildren(card("Mailboxes", counted(c("arrived"), "first copy", "first copies"), counted(c("duplicates"), "duplicate"), ...(c("automatic") ? [number(c("automatic")) + " automatic messages written"] : [])));
    }

    senderSees() {
      const s = this.state;
      const heard = (m, since) => { const what = heardOf(m); return what === "nothing" ? what : what + since(); };
      return heard(this.storm.crowd ? { ndrs: s.counts.ndrs || 0, notices: s.counts.notices || 0 } : s, () => this.since("sender", -1, ["NDR", "delay notice"]));
    }

    recipientSees() {
      const s = this.state, [copies, more] = this.storm.crowd ? [(s.counts.arrived || 0) + (s.counts.duplicates || 0), s.counts.duplicates || 0] : [s.copies, s.duplicates];
      return copies ? counted(copies, "copy", "copies") + (more ? ", " + number(more) + " of them duplicates" : "") + this.since("recipient", -1, more ? ["second copy"] : ["copy"]) : "nothing";
    }

    adminSees(i) {
      const h = this.state.hosts[i], parts = [], crowd = this.storm.crowd, n = crowd ? h.queue : h.queue.size;
      const add = (n, text) => { if (n) parts.push(text); };
      add(n, number(n) + " queued");
      if (crowd) {
        add(h.sent, counted(h.sent, "session") + " ended with 250");
        add(h.failed, number(h.failed) + " failed");
        add(h.accepted, number(h.accepted) + " accepted");
      } else {
        add(h.deferrals, counted(h.deferrals, "deferral") + (h.error ? ", last " + h.error : ""));
        add(h.accepted, number(h.accepted) + " \u00d7 250 accepted");
        add(h.refused, number(h.refused) + " \u00d7 replied, last " + h.said);
        add(h.broken, counted(h.broken, "session") + " broken off");
        add(h.ndrs, counted(h.ndrs, "NDR") + " written");
      }
      for (const [what, words] of [["pending", "pending in a message trace"], ["queued messages report", "in the queued messages report"], ["alert", "ALERT"]]) {
        const sight = this.storm.sees.find(x => x.what === what && x.host === i && this.seen(x));
        if (sight && (n || what === "alert")) parts.push(words + " since " + this.storm.clock(sight.at));
      }
      return parts.join("; ") || "nothing";
    }

    // seen reports whether something was seen by now; a step of a crowd ends before its last moment, but for the last one.
    seen(sight) { return sight.at < this.state.at || sight.at === this.state.at && (!this.storm.crowd || this.beat === this.storm.beats.length - 1); }

    since(who, host, whats) {
      const first = this.storm.sees.find(x => x.who === who && x.host === host && whats.includes(x.what) && this.seen(x));
      return first ? ", since " + this.storm.clock(first.at) : "";
    }
  }

  const heardOf = m => [m.ndrs ? counted(m.ndrs, "NDR") : "", m.notices ? counted(m.notices, "delay notice") : "", m.reports ? counted(m.reports, "DSN") + " about automatic mail" : ""].filter(Boolean).join(", ") || "nothing";

  function open(root, data) {
    const player = new Player(root);
    const ready = player.load(data);
    return { ready, close: () => player.close() };
  }

  return { open };
})();
