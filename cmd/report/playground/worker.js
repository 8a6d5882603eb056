// system is what a Go program asks of its machine, as far as one without files, arguments and network does.
const system = (memory, complain) => {
  const view = () => new DataView(memory().buffer);
  const none = (count, size) => {
    view().setUint32(count, 0, true);
    view().setUint32(size, 0, true);
    return 0;
  };
  return {
    args_sizes_get: none,
    environ_sizes_get: none,
    args_get: () => 0,
    environ_get: () => 0,
    sched_yield: () => 0,
    fd_prestat_get: () => 8, // no such descriptor
    clock_time_get: (clock, precision, at) => {
      const now = clock === 0 ? Date.now() : performance.now();
      view().setBigUint64(at, BigInt(Math.round(now * 1e6)), true);
      return 0;
    },
    random_get: (at, length) => {
      crypto.getRandomValues(new Uint8Array(memory().buffer, at, length));
      return 0;
    },
    fd_write: (descriptor, pieces, count, written) => {
      let all = 0;
      for (let i = 0; i < count; i++) {
        const at = view().getUint32(pieces + 8 * i, true), length = view().getUint32(pieces + 8 * i + 4, true);
        complain(new TextDecoder().decode(new Uint8Array(memory().buffer, at, length)));
        all += length;
      }
      view().setUint32(written, all, true);
      return 0;
    },
    proc_exit: code => { throw new Error("exit " + code); },
  };
};

let engine, complaints = "";

const start = async module => {
  const calls = system(() => engine.memory, text => { complaints = (complaints + text).slice(0, 4000); });
  const imports = { mailstorm: { report: (seconds, events) => postMessage({ progress: { seconds, events: Number(events) } }) }, wasi_snapshot_preview1: calls };
  for (const { module: from, name } of WebAssembly.Module.imports(module)) imports[from][name] ??= () => 52; // not supported
  const instance = await WebAssembly.instantiate(module, imports);
  engine = instance.exports;
  engine._initialize();
};

const answer = question => {
  const bytes = new TextEncoder().encode(JSON.stringify(question));
  const at = engine.reserve(bytes.length) >>> 0;
  new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
  const from = engine.ask() >>> 0;
  return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, from, engine.answered())));
};

// The first message has the engine, packed or compiled; each one after it is a question.
onmessage = async ({ data }) => {
  try {
    if (data.packed) {
      const text = atob(data.packed), packed = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
      const module = await WebAssembly.compile(unpack(packed));
      await start(module);
      postMessage({ ready: true, module });
    } else if (data.module) {
      await start(data.module);
      postMessage({ ready: true });
    } else {
      postMessage({ id: data.id, answer: answer(data.question), large: engine.memory.buffer.byteLength > 1 << 30 });
    }
  } catch (error) {
    postMessage({ died: complaints || String(error) });
  }
};
