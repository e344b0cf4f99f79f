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
