import { messageOf } from '../errors.js';
import type { Fallback, RefusedProvider } from './messages.js';

/** What takes any model, and always is there. */
const LAST = 'cpu';

/** The part of an ONNX session that is used here. */
export interface RunnableSession<Feeds, Outputs> {
  run(feeds: Feeds): Promise<Outputs>;
  release(): Promise<void>;
}

export interface ProviderOptions<S> {
  /** Names in the order in which they are tried; the CPU is the last whether it is named or not. */
  wanted: readonly string[];
  /** Names that this build of ONNX Runtime has. It leaves out others without a word, and calls the CPU by their name. */
  present: readonly string[];
  create(provider: string): Promise<S>;
  onFallback(fallback: Fallback): void;
}

/**
 * One session, on the first provider that takes the model. When a run fails on another provider than the CPU, the model is
 * opened on the CPU, once, and the run made again there: a GPU that is lost does not end the runner.
 */
export class ProviderSession<Feeds, Outputs, S extends RunnableSession<Feeds, Outputs>> {
  readonly #options: ProviderOptions<S>;
  #session: S;
  #provider: string;

  private constructor(
    options: ProviderOptions<S>,
    session: S,
    provider: string,
    readonly refused: readonly RefusedProvider[]
  ) {
    this.#options = options;
    this.#session = session;
    this.#provider = provider;
  }

  /** Rejects when not even the CPU takes the model. */
  static async open<Feeds, Outputs, S extends RunnableSession<Feeds, Outputs>>(
    options: ProviderOptions<S>
  ): Promise<ProviderSession<Feeds, Outputs, S>> {
    const refused: RefusedProvider[] = [];
    for (const provider of options.wanted) {
      if (provider === LAST) break;
      if (!options.present.includes(provider)) {
        refused.push({ provider, reason: 'not-in-build', detail: 'this build of ONNX Runtime does not have it' });
        continue;
      }
      try {
        return new ProviderSession<Feeds, Outputs, S>(options, await options.create(provider), provider, refused);
      } catch (error) {
        refused.push({ provider, reason: 'not-loaded', detail: messageOf(error) });
      }
    }
    return new ProviderSession<Feeds, Outputs, S>(options, await options.create(LAST), LAST, refused);
  }

  get session(): S {
    return this.#session;
  }

  get provider(): string {
    return this.#provider;
  }

  async run(feeds: Feeds): Promise<Outputs> {
    try {
      return await this.#session.run(feeds);
    } catch (error) {
      if (this.#provider === LAST) throw error;
      await this.#fallBack(messageOf(error));
    }
    return this.#session.run(feeds);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  async #fallBack(reason: string): Promise<void> {
    const [from, broken] = [this.#provider, this.#session];
    this.#session = await this.#options.create(LAST);
    this.#provider = LAST;
    this.#options.onFallback({ from, to: LAST, reason });
    // What a broken provider says while it is let go is of no use any more.
    await broken.release().catch(() => undefined);
  }
}

/** By operating system, those that `auto` tries, the fastest first. */
const AUTO: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['tensorrt', 'cuda'],
  win32: ['tensorrt', 'cuda', 'dml'],
  darwin: ['coreml', 'webgpu'],
};

/** The providers to try, with those of this system in the place of `auto`, each once. */
export function providersFor(wanted: readonly string[], platform: NodeJS.Platform): string[] {
  return [...new Set(wanted.flatMap((name) => (name === 'auto' ? (AUTO[platform] ?? []) : [name])))];
}
