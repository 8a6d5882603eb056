// unpack decodes a .lzma file with its size in the head. Browsers unpack gzip by themselves, but gzip makes the engine a third larger.
const unpack = source => {
  const context = source[0] % 9, low = (source[0] / 9 | 0) % 5, position = source[0] / 45 | 0;
  // where the probabilities of each kind begin
  const match = 0, repeat = 192, repeat0 = 204, repeat1 = 216, repeat2 = 228, long = 240, slots = 432, distances = 687, align = 802,
    lengths = 818, repeatLengths = 1332, literals = 1846;
  const probabilities = new Uint16Array(literals + (768 << context + low)).fill(1024);
  const size = new DataView(source.buffer).getUint32(5, true), out = new Uint8Array(size);
  const sign = -2147483648; // turns an unsigned comparison into a signed one
  let at = 18, range = -1, code = source[14] << 24 | source[15] << 16 | source[16] << 8 | source[17];
  const next = () => {
    if (range >>> 24 === 0) {
      range <<= 8;
      code = code << 8 | source[at++];
    }
  };
  const bit = i => {
    const p = probabilities[i], bound = Math.imul(range >>> 11, p), zero = (code ^ sign) < (bound ^ sign);
    if (zero) {
      range = bound;
      probabilities[i] = p + (2048 - p >> 5);
    } else {
      range = range - bound | 0;
      code = code - bound | 0;
      probabilities[i] = p - (p >> 5);
    }
    next();
    return zero ? 0 : 1;
  };
  const tree = (base, bits) => {
    let node = 1;
    for (let i = 0; i < bits; i++) node = node << 1 | bit(base + node);
    return node - (1 << bits);
  };
  const reversed = (base, bits) => {
    let node = 1, value = 0;
    for (let i = 0; i < bits; i++) {
      const b = bit(base + node);
      node = node << 1 | b;
      value |= b << i;
    }
    return value;
  };
  const direct = bits => {
    let value = 0;
    while (bits--) {
      range >>>= 1;
      const zero = (code ^ sign) < (range ^ sign);
      if (!zero) code = code - range | 0;
      value = value << 1 | (zero ? 0 : 1);
      next();
    }
    return value;
  };
  const lengthOf = (base, place) => {
    if (!bit(base)) return 2 + tree(base + 2 + (place << 3), 3);
    if (!bit(base + 1)) return 10 + tree(base + 130 + (place << 3), 3);
    return 18 + tree(base + 258, 8);
  };
  const distanceOf = length => {
    const slot = tree(slots + (Math.min(length - 2, 3) << 6), 6), bits = (slot >> 1) - 1, base = (2 | slot & 1) << bits;
    if (slot < 4) return slot;
    return slot < 14 ? base + reversed(distances + base - slot, bits) : base + (direct(bits - 4) << 4) + reversed(align, 4);
  };
  let n = 0, state = 0, last = [0, 0, 0, 0]; // the last distances, less one
  const literal = () => {
    const base = literals + 768 * (((n & (1 << low) - 1) << context) + ((n ? out[n - 1] : 0) >> 8 - context));
    let node = 1;
    if (state >= 7) {
      let other = out[n - last[0] - 1];
      while (node < 256) {
        const wanted = other >> 7 & 1, b = bit(base + (1 + wanted << 8) + node);
        other <<= 1;
        node = node << 1 | b;
        if (wanted !== b) break;
      }
    }
    while (node < 256) node = node << 1 | bit(base + node);
    out[n++] = node;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  };
  // repeated gives the length of what has one of the last distances
  const repeated = place => {
    if (!bit(repeat0 + state)) {
      if (!bit(long + (state << 4) + place)) {
        state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const i = !bit(repeat1 + state) ? 1 : 2 + bit(repeat2 + state);
      last.unshift(last.splice(i, 1)[0]);
    }
    const length = lengthOf(repeatLengths, place);
    state = state < 7 ? 8 : 11;
    return length;
  };
  while (n < size) {
    const place = n & (1 << position) - 1;
    if (!bit(match + (state << 4) + place)) {
      literal();
      continue;
    }
    let length;
    if (bit(repeat + state)) length = repeated(place);
    else {
      length = lengthOf(lengths, place);
      state = state < 7 ? 7 : 10;
      last = [distanceOf(length), last[0], last[1], last[2]];
    }
    for (let from = n - last[0] - 1; length--;) out[n++] = out[from++];
  }
  return out;
};
