import { header, type RtspMessage } from './message.js';

/** A request of FFmpeg that the camera has not answered yet. */
export interface Request {
  method: string;
  /** As FFmpeg wrote it. */
  uri: string;
  message: RtspMessage;
  attempts: number;
  /** True when the last attempt had user and password. */
  authorized: boolean;
}

/** The requests that one connection to a camera has to answer, by the number (CSeq) that each was sent with. */
export class Requests {
  readonly #pending = new Map<number, Request>();
  #cseq = 0;

  /** True when no answer is expected. */
  get none(): boolean {
    return this.#pending.size === 0;
  }

  /** Adds a request; returns the CSeq to send it with. */
  add(request: Request): number {
    this.#cseq += 1;
    this.#pending.set(this.#cseq, request);
    return this.#cseq;
  }

  /** Removes and returns the request of this answer: the oldest one when the CSeq is missing or wrong. */
  takeAnswered(answer: RtspMessage): Request | null {
    const number = Number(header(answer, 'cseq'));
    const cseq = this.#pending.has(number) ? number : [...this.#pending.keys()][0];
    if (cseq === undefined) return null;
    const request = this.#pending.get(cseq) ?? null;
    this.#pending.delete(cseq);
    return request;
  }
}
