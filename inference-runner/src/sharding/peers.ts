import { parseStreamList, ProtocolError, type StreamDescriptor, VIEWER_API } from '@framewatch/protocol';
import { type Clock, type HttpAnswer, HttpClient, HttpRequestError } from '@framewatch/service-kit';
import { FORWARDED_HEADER } from '../viewer/index.js';

/** A replica that takes longer counts as not answering. */
const ANSWER_MS = 2_000;
/** A stream takes a few hundred bytes, and there may be thousands. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** The other replicas, over their viewer APIs. */
export class Peers {
  readonly #address: string;
  readonly #token: string | undefined;
  readonly #client: HttpClient;

  /** `address` has `{ordinal}` in it; `token` is one that all replicas accept. */
  constructor(address: string, token: string | undefined, clock: Pick<Clock, 'after'>) {
    this.#client = new HttpClient({ keepAlive: true, clock });
    this.#address = address;
    this.#token = token;
  }

  addressOf(ordinal: number): URL {
    return new URL(this.#address.replaceAll('{ordinal}', String(ordinal)));
  }

  /** Whether the replica answers and is not about to stop. */
  async isReady(ordinal: number): Promise<boolean> {
    return (await this.#ask(ordinal, '/healthz', isOk)) ?? false;
  }

  /**
   * Returns the streams that the replica runs itself, without those that cannot be parsed. Null when it does not
   * answer, or answers with something else.
   */
  streams(ordinal: number): Promise<StreamDescriptor[] | null> {
    return this.#ask(ordinal, `${VIEWER_API}/streams`, async (answer) =>
      isOk(answer) ? streamsOf(await answer.body(MAX_LIST_BYTES)) : null
    );
  }

  /** What `read` makes of the answer; null where there is none. */
  async #ask<T>(ordinal: number, path: string, read: (answer: HttpAnswer) => T | Promise<T>): Promise<T | null> {
    const headers = { [FORWARDED_HEADER]: '1' };
    try {
      const url = new URL(path, this.addressOf(ordinal));
      return await this.#client.ask(url, { headers, token: this.#token, deadlineMs: ANSWER_MS }, read);
    } catch (error) {
      if (error instanceof HttpRequestError) return null;
      throw error;
    }
  }
}

function isOk({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

function streamsOf(body: Buffer): StreamDescriptor[] | null {
  try {
    return parseStreamList(JSON.parse(body.toString())).items;
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SyntaxError) return null;
    throw error;
  }
}
