import type { StreamState } from '@framewatch/protocol';
import type { FrameTimes, SharedFrame } from '../../src/frame/index.js';
import type { Demand, ReconnectReason, SourceFormat, SourceListener, SourcePacket } from '../../src/source/index.js';

type Picture = FrameTimes & { width: number; height: number };

/**
 * A listener that writes down everything it is told, keeps no frame, and can wait for things to happen. Epochs are
 * written down by their order, from 1.
 */
export class Recorder implements SourceListener, Demand {
  readonly states: { state: StreamState; reason?: string }[] = [];
  /** Names of the states that are no further attempts at what is known to be down. */
  readonly news: StreamState[] = [];
  readonly reconnects: ReconnectReason[] = [];
  readonly formats: SourceFormat[] = [];
  readonly packets: (SourcePacket | null)[] = [];
  readonly pictures: Picture[] = [];
  /** What was told, in order: `state streaming`, `format`, `packet`, `frame`. */
  readonly order: string[] = [];
  readonly #epochs: number[] = [];
  #taking: Promise<void> | undefined;
  #wake: () => void = () => undefined;

  /** `taken`: what a frame's consumer takes its time for. */
  constructor(private readonly taken?: (picture: Picture) => Promise<void>) {}

  onState(state: StreamState, reason?: string, again = false): void {
    if (!again) this.news.push(state);
    this.states.push({ state, ...(reason !== undefined && { reason }) });
    this.#told(`state ${state}`);
  }

  onReconnect(reason: ReconnectReason): void {
    this.reconnects.push(reason);
    this.#told('reconnect');
  }

  onFormat(format: SourceFormat): void {
    this.#epochs.push(format.epoch);
    this.formats.push({ ...format, epoch: this.#ordinal(format.epoch) });
    this.#told('format');
  }

  onPacket(packet: SourcePacket | null): void {
    this.packets.push(packet && { ...packet, epoch: this.#ordinal(packet.epoch) });
    this.#told('packet');
  }

  onFrame(frame: SharedFrame): void {
    const { width, height } = frame.picture;
    const picture = { ...timesOf(frame), epoch: this.#ordinal(frame.epoch), width, height };
    this.pictures.push(picture);
    this.#told('frame');
    this.#taking = this.taken?.(picture);
  }

  async ready(): Promise<void> {
    await this.#taking;
  }

  /** The names of the states so far. */
  get path(): StreamState[] {
    return this.states.map(({ state }) => state);
  }

  get reason(): string | undefined {
    return this.states.at(-1)?.reason;
  }

  /** Resolves once `condition` holds; looks whenever something was told. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #ordinal(epoch: number): number {
    return this.#epochs.indexOf(epoch) + 1;
  }

  #told(what: string): void {
    this.order.push(what);
    this.#wake();
  }
}

/** What is known of a frame beside its picture. */
export function timesOf({ epoch, ptsUs, captureTimeUs, arrivalMs, decodeMs, damaged }: FrameTimes): FrameTimes {
  return { epoch, ptsUs, captureTimeUs, arrivalMs, decodeMs, damaged };
}

/** Names a picture or packet across both lists. */
export const placeOf = ({ epoch, ptsUs }: { epoch: number; ptsUs: number }) => `${epoch}/${ptsUs}`;
