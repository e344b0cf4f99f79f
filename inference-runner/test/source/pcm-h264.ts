/** 8-bit Y′CbCr. */
export type Yuv = readonly [y: number, u: number, v: number];

export interface PcmOptions {
  /** Multiples of 16, and of 32 high for fields. */
  width: number;
  height: number;
  frames: number;
  /** Each picture as two fields, this one first (PAFF); null for whole pictures. */
  fields?: 'top' | 'bottom' | null;
  /** Sample aspect ratio, written into the stream. */
  aspect?: readonly [number, number];
  /** Of this many pictures one is a key frame: each, unless told otherwise. Not with fields. */
  gop?: number;
  /** Pictures that do not come, and pictures of which half does not. */
  lost?: readonly number[];
  cut?: readonly number[];
  /** Display orientation message before the picture; null for none. */
  orientation?: (frame: number) => { flip: boolean; anticlockwise: number } | null;
  pixel: (x: number, y: number, frame: number) => Yuv;
}

/**
 * H.264 whose samples are stored as they are (I_PCM), so that no picture needs another: for streams that no encoder at hand
 * makes, with pixels that are known exactly. Annex B.
 */
export function pcmH264(options: PcmOptions): Buffer {
  const { frames, fields = null, gop = 1, lost = [], cut = [], orientation } = options;
  const units: Buffer[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    if (lost.includes(frame)) continue;
    const key = frame % gop === 0;
    if (key) units.push(sps(options), pps());
    else units.push(Buffer.from([0x09, 0xf0]));
    const turned = orientation?.(frame);
    if (turned) units.push(orientationSei(turned.flip, turned.anticlockwise));
    if (fields === null) {
      const whole = slice(options, frame, null, key);
      units.push(cut.includes(frame) ? whole.subarray(0, whole.byteLength / 2) : whole);
    } else {
      const second = fields === 'top' ? 'bottom' : 'top';
      units.push(slice(options, frame, fields, true), slice(options, frame, second, false));
    }
  }
  return Buffer.concat(units.flatMap((unit) => [Buffer.from([0, 0, 0, 1]), unit]));
}

class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;

  write(count: number, value: number): this {
    for (let bit = count - 1; bit >= 0; bit -= 1) {
      if (this.#bits % 8 === 0) this.#bytes.push(0);
      this.#bytes[this.#bytes.length - 1]! |= (Math.floor(value / 2 ** bit) % 2) << (7 - (this.#bits % 8));
      this.#bits += 1;
    }
    return this;
  }

  ue(value: number): this {
    const length = Math.floor(Math.log2(value + 1));
    return this.write(length, 0).write(length + 1, value + 1);
  }

  align(): this {
    while (this.#bits % 8 !== 0) this.write(1, 0);
    return this;
  }

  /** The NAL unit, with what keeps start codes out of it. */
  nal(header: number): Buffer {
    this.write(1, 1).align();
    const out = [header];
    let zeros = 0;
    for (const byte of this.#bytes) {
      if (zeros >= 2 && byte <= 3) {
        out.push(3);
        zeros = 0;
      }
      out.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return Buffer.from(out);
  }
}

function sps({ width, height, fields = null, aspect }: PcmOptions): Buffer {
  // Main profile, level 4, POC type 0 with 4 bits, one reference frame.
  const bits = new BitWriter().write(8, 77).write(8, 0).write(8, 40).ue(0).ue(0).ue(0).ue(0).ue(1).write(1, 0);
  bits.ue(width / 16 - 1).ue(height / (fields ? 32 : 16) - 1);
  bits.write(1, fields ? 0 : 1);
  if (fields) bits.write(1, 0);
  // Direct inference, no cropping.
  bits.write(1, 1).write(1, 0);
  bits.write(1, 1);
  bits.write(1, aspect ? 1 : 0);
  if (aspect) bits.write(8, 255).write(16, aspect[0]).write(16, aspect[1]);
  // No overscan, signal type or chroma location; 25 pictures per second; no HRD and no picture structure.
  bits.write(3, 0).write(1, 1).write(32, 1).write(32, 50).write(1, 1).write(3, 0);
  // Nothing is reordered.
  bits.write(1, 1).write(1, 1).ue(0).ue(0).ue(16).ue(16).ue(0).ue(1);
  return bits.nal(0x67);
}

function pps(): Buffer {
  const bits = new BitWriter().ue(0).ue(0).write(2, 0).ue(0).ue(0).ue(0).write(3, 0);
  return bits.ue(0).ue(0).ue(0).write(3, 0).nal(0x68);
}

/** Payload type 47; it holds until the next one or the next coded video sequence. */
function orientationSei(flip: boolean, anticlockwise: number): Buffer {
  const payload = new BitWriter()
    .write(1, 0)
    .write(1, flip ? 1 : 0)
    .write(1, 0);
  payload
    .write(16, Math.round((anticlockwise / 360) * 65_536))
    .ue(1)
    .write(1, 0)
    .write(1, 1)
    .align();
  const message = payload.nal(0).subarray(1, -1);
  const bits = new BitWriter().write(8, 47).write(8, message.length);
  for (const byte of message) bits.write(8, byte);
  return bits.nal(0x06);
}

function slice(options: PcmOptions, frame: number, field: 'top' | 'bottom' | null, idr: boolean): Buffer {
  const { width, height, fields = null, gop = 1, pixel } = options;
  const number = frame % gop;
  const bits = new BitWriter()
    .ue(0)
    .ue(7)
    .ue(0)
    .write(4, number % 16);
  if (fields) bits.write(1, 1).write(1, field === 'bottom' ? 1 : 0);
  if (idr) bits.ue(frame % 2);
  bits.write(4, fields === field ? (number * 2) % 16 : 1);
  if (idr) bits.write(2, 0);
  else bits.write(1, 0);
  bits.ue(0);
  const step = field ? 2 : 1;
  const first = field === 'bottom' ? 1 : 0;
  for (let top = 0; top < height / step; top += 16) {
    for (let left = 0; left < width; left += 16) {
      bits.ue(25).align();
      for (let plane = 0; plane < 3; plane += 1) {
        const scale = plane === 0 ? 1 : 2;
        for (let y = 0; y < 16 / scale; y += 1) {
          for (let x = 0; x < 16 / scale; x += 1) {
            const row = (top + y * scale) * step + first;
            bits.write(8, pixel(left + x * scale, row, frame)[plane]!);
          }
        }
      }
    }
  }
  return bits.nal(idr ? 0x65 : 0x61);
}
