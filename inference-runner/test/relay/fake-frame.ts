import type { Frame } from 'node-av/lib';
import type { TimedFrame } from '../../src/relay/latest-frame.js';

/** Lets everything run that is ready. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A frame that counts who holds it. */
export class FakeFrame {
  references = 1;

  constructor(
    readonly ptsUs: number,
    readonly epoch = 1,
    readonly arrivalMs = ptsUs / 1000
  ) {}

  free(): void {
    if (this.references === 0) throw new Error(`frame ${this.ptsUs} is freed twice`);
    this.references -= 1;
  }

  clone(): this {
    this.references += 1;
    return this;
  }

  timed(): TimedFrame {
    const { epoch, ptsUs, arrivalMs } = this;
    return { epoch, ptsUs, captureTimeUs: ptsUs, arrivalMs, frame: this as unknown as Frame };
  }
}
