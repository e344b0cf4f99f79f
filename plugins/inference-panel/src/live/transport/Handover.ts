import type { BinaryMessage, ServerMessage } from '@framewatch/protocol';
import type { Numbered, Position } from './Position';

/** What a runner says of a stream, apart from what concerns the connection itself. */
export type StreamMessage = BinaryMessage | Extract<ServerMessage, { type: 'config' | 'status' | 'error' }>;

/** As much as a decoder holds at most: some twenty seconds of a good camera. */
const MAX_MESSAGES = 1_200;
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * What a new connection brought while the old one still delivers. It begins in the past, with the current group of
 * pictures, so the two overlap; once nothing is missing between them, the new one can go on where the old one stopped.
 */
export class Handover {
  private held: StreamMessage[] = [];
  private bytes = 0;
  private firstPicture: Numbered | null = null;
  private firstResult: Numbered | null = null;

  hold(message: StreamMessage): void {
    this.held.push(message);
    if ('type' in message) {
      return;
    }
    if (message.kind === 'result') {
      this.firstResult ??= message.result;
    } else {
      this.firstPicture ??= message;
      this.bytes += message.payload.byteLength;
    }
  }

  /** No more can be held. */
  get full(): boolean {
    return this.held.length >= MAX_MESSAGES || this.bytes >= MAX_BYTES;
  }

  /** Nothing is missing between what was delivered and what is held. */
  joins(pictures: Position, results: Position): boolean {
    const { firstPicture, firstResult } = this;
    return firstPicture !== null && firstResult !== null && pictures.joins(firstPicture) && results.joins(firstResult);
  }

  /** Everything held, in its order. */
  release(): StreamMessage[] {
    const { held } = this;
    this.held = [];
    return held;
  }
}
