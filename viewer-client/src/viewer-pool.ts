import { SharedConnection } from './shared-connection.js';
import { SharedViewer } from './shared-viewer.js';
import type { Viewer, ViewerDeps, ViewerListener, ViewerRequest } from './types.js';

export interface PoolOptions {
  /** How long a connection is kept that nobody uses any more, milliseconds. */
  lingerMs: number;
  /** How many of the newest results a viewer is told that comes later. */
  keptResults: number;
}

/**
 * One connection per stream and video format for all who view it, for as long as somebody does. Each viewer is told
 * everything as if the connection were its own. One that comes later begins at the key frame of the current group of
 * pictures, which is kept for that: the others do not notice.
 */
export class ViewerPool {
  readonly #options: PoolOptions;
  readonly #connections = new Map<string, SharedConnection>();
  /** Cancel the end of connections that nobody uses any more. */
  readonly #closings = new Map<SharedConnection, () => void>();

  constructor(options: Partial<PoolOptions> = {}) {
    this.#options = { lingerMs: 0, keptResults: 0, ...options };
  }

  /** Connections that are open, are being opened, or are kept for a moment longer. */
  get size(): number {
    return this.#connections.size;
  }

  /**
   * A view of a stream, over the connection of those who view it already where there are some. `stream` names it among
   * all that this pool is asked for: with the same name, format and choice of pictures, the `deps` of the first count.
   */
  viewer(stream: string, deps: ViewerDeps, request: ViewerRequest, listener: ViewerListener): Viewer {
    const key = `${request.format} ${request.exact ? 'exact' : 'all'} ${stream}`;
    return new SharedViewer(deps.clock, request, listener, {
      enter: () => this.#enter(key, deps, request),
      leave: (connection) => this.#leave(key, deps, connection),
    });
  }

  #enter(key: string, deps: ViewerDeps, { format, exact = false }: ViewerRequest): SharedConnection {
    const connection =
      this.#connections.get(key) ?? new SharedConnection(deps, { format, exact }, this.#options.keptResults);
    this.#connections.set(key, connection);
    this.#closings.get(connection)?.();
    this.#closings.delete(connection);
    return connection;
  }

  #leave(key: string, { clock }: ViewerDeps, connection: SharedConnection): void {
    if (connection.members > 0) return;
    const close = () => {
      this.#closings.delete(connection);
      this.#connections.delete(key);
      connection.close();
    };
    if (this.#options.lingerMs === 0) close();
    else this.#closings.set(connection, clock.after(this.#options.lingerMs, close));
  }
}
