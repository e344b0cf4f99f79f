import { header, type RtspMessage } from './message.js';

/** A request of FFmpeg's that the camera has not answered yet. */
export interface Request {
  method: string;
  /** As FFmpeg wrote it. */
  uri: string;
  message: RtspMessage;
  attempts: number;
  /** User and password went with the last attempt. */
  authorized: boolean;
}

/** The requests that one connection to a camera has to answer, by the number (CSeq) that each was sent with. */
export class Requests {
  readonly #pending = new Map<number, Request>();
  #cseq = 0;

  /** None is waited for. */
  get none(): boolean {
    return this.#pending.size === 0;
  }

  /** Returns the number to send it with. */
  add(request: Request): number {
    this.#cseq += 1;
    this.#pending.set(this.#cseq, request);
    return this.#cseq;
  }

  /** Takes out the request that this answers: the oldest one, where a camera leaves out its number or has a wrong one. */
  takeAnswered(answer: RtspMessage): Request | null {
    const number = Number(header(answer, 'cseq'));
    const cseq = this.#pending.has(number) ? number : [...this.#pending.keys()][0];
    if (cseq === undefined) return null;
    const request = this.#pending.get(cseq) ?? null;
    this.#pending.delete(cseq);
    return request;
  }
}
