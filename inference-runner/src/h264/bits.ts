/** The bytes that an H.264 unit means: a 3 behind two zeros is there so that no start code shows (ITU-T H.264, 7.4.1). */
export function withoutEmulation(data: Uint8Array): Uint8Array {
  return data.filter((byte, index) => byte !== 3 || data[index - 1] !== 0 || data[index - 2] !== 0);
}

/** Reads bits and Exp-Golomb numbers (9.1). Beyond the end there are zeros. */
export class BitReader {
  #position = 0;

  constructor(private readonly data: Uint8Array) {}

  /** More was read than there is. */
  get over(): boolean {
    return this.#position > this.data.byteLength * 8;
  }

  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) {
      const byte = this.data[this.#position >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1);
      this.#position += 1;
    }
    return value;
  }

  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && !this.over && this.read(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + this.read(zeros);
  }

  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}
