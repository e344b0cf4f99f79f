import { Observable } from 'rxjs';
import { LiveConnection } from './LiveConnection';
import { LiveDeps, LiveUpdate, Timer } from './types';

/** A refresh of the dashboard ends its old subscriptions before or after it starts the new ones. */
const LINGER_MS = 5_000;

interface Entry {
  connection: LiveConnection;
  users: number;
  closing: Timer | null;
}

/** One LiveConnection per stream for as long as somebody listens, and a little longer. */
export class ConnectionPool {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly deps: LiveDeps) {}

  /** Streams that are connected or are being connected. */
  get size(): number {
    return this.entries.size;
  }

  /** The live updates of a stream. The connection is made with the first subscription, not before. */
  updates(stream: string): Observable<LiveUpdate> {
    return new Observable((subscriber) => {
      const entry = this.acquire(stream);
      const subscription = entry.connection.updates.subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        this.release(stream, entry);
      };
    });
  }

  /** Closes everything at once; the updates of all streams complete. */
  close(): void {
    const entries = [...this.entries.values()];
    this.entries.clear();
    for (const entry of entries) {
      this.cancelClosing(entry);
      entry.connection.close();
    }
  }

  private acquire(stream: string): Entry {
    const entry = this.entries.get(stream) ?? {
      connection: new LiveConnection(stream, this.deps),
      users: 0,
      closing: null,
    };
    this.entries.set(stream, entry);
    this.cancelClosing(entry);
    entry.users++;
    return entry;
  }

  private release(stream: string, entry: Entry): void {
    entry.users--;
    if (entry.users > 0 || this.entries.get(stream) !== entry) {
      return;
    }
    entry.closing = this.deps.clock.setTimeout(() => {
      this.entries.delete(stream);
      entry.connection.close();
    }, LINGER_MS);
  }

  private cancelClosing(entry: Entry): void {
    if (entry.closing !== null) {
      this.deps.clock.clearTimeout(entry.closing);
      entry.closing = null;
    }
  }
}
