/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export function randomBytes(random: () => number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

/** `base` with up to four bytes flipped, cut out, doubled, or replaced by what JSON is sensitive to. */
export function mutate(random: () => number, base: Buffer): Buffer {
  const spice = ['"', '{', '}', '[', ':', ',', '-', '1e999', 'null', '\\u0000', '__proto__', '99999999999999999999'];
  let bytes = Buffer.from(base);
  for (let changes = Math.ceil(random() * 4); changes > 0; changes--) {
    const at = Math.floor(random() * bytes.length);
    const before = bytes.subarray(0, at);
    const choice = Math.floor(random() * 4);
    if (choice === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    if (choice === 1) bytes = Buffer.concat([before, bytes.subarray(at + 1 + Math.floor(random() * 5))]);
    if (choice === 2) bytes = Buffer.concat([before, bytes]);
    if (choice === 3) {
      const word = spice[Math.floor(random() * spice.length)] ?? '';
      bytes = Buffer.concat([before, Buffer.from(word), bytes.subarray(at + 1)]);
    }
  }
  return bytes;
}
