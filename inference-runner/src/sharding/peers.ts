import { parseStreamList, ProtocolError, type StreamDescriptor, VIEWER_API } from '@framewatch/protocol';
import { FORWARDED_HEADER } from '../viewer/index.js';

/** A replica that takes longer counts as not answering. */
const ANSWER_MS = 2_000;

/** The other replicas, over their viewer APIs. */
export class Peers {
  readonly #address: string;
  readonly #token: string | undefined;

  /** `address` has `{ordinal}` in it; `token` is one that all replicas accept. */
  constructor(address: string, token: string | undefined) {
    this.#address = address;
    this.#token = token;
  }

  addressOf(ordinal: number): URL {
    return new URL(this.#address.replaceAll('{ordinal}', String(ordinal)));
  }

  /** Whether the replica answers and is not about to stop. */
  async isReady(ordinal: number): Promise<boolean> {
    const answer = await this.#get(ordinal, '/healthz');
    await discard(answer);
    return answer?.ok === true;
  }

  /**
   * Returns the streams that the replica runs itself, without those that cannot be parsed. Null when it does not
   * answer, or
   * answers with something else.
   */
  async streams(ordinal: number): Promise<StreamDescriptor[] | null> {
    const answer = await this.#get(ordinal, `${VIEWER_API}/streams`);
    if (!answer?.ok) {
      await discard(answer);
      return null;
    }
    try {
      return parseStreamList(await answer.json().catch(() => null)).items;
    } catch (error) {
      if (error instanceof ProtocolError) return null;
      throw error;
    }
  }

  async #get(ordinal: number, path: string): Promise<Response | null> {
    const headers = {
      [FORWARDED_HEADER]: '1',
      ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
    };
    const options = { headers, signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' as const };
    return fetch(new URL(path, this.addressOf(ordinal)), options).catch(() => null);
  }
}

/** Frees the connection; that of an answer which broke off is free already. */
async function discard(answer: Response | null): Promise<void> {
  await answer?.body?.cancel().catch(() => undefined);
}
