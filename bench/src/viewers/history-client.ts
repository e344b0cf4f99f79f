import { Agent, get } from 'node:http';
import { VIEWER_API } from '@framewatch/protocol';

const HOUR_MS = 3_600_000;

/**
 * An abusive client: asks for an hour of history in the finest steps, again and again without pauses, whatever the
 * answer.
 */
export class HistoryClient {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #asking = true;

  constructor(port: number, stream: string) {
    this.#url = `http://127.0.0.1:${port}${VIEWER_API}/streams/${stream}/detections`;
    void this.#ask();
  }

  stop(): void {
    this.#asking = false;
    this.#agent.destroy();
  }

  async #ask(): Promise<void> {
    while (this.#asking) await this.#once();
  }

  /** Resolves when the answer is read, or there is none. */
  #once(): Promise<void> {
    const toMs = Date.now();
    return new Promise((resolve) => {
      get(`${this.#url}?from=${toMs - HOUR_MS}&to=${toMs}&step=1000`, { agent: this.#agent }, (response) => {
        response.resume().on('close', resolve);
      }).on('error', () => resolve());
    });
  }
}
