import type { StreamDescriptor } from '@framewatch/protocol';
import type { Clock } from '@framewatch/service-kit';
import type { ShardConfig, StreamConfig } from '../config/index.js';
import type { RemoteStreams } from '../viewer/index.js';
import { Peers } from './peers.js';
import { ownerOf } from './rendezvous.js';
import { ReplicaCount } from './replica-count.js';

export interface ShardDeps {
  clock: Clock;
  /** One of the tokens that all replicas accept; undefined where none is needed. */
  token: string | undefined;
}

/** Knows which streams this replica runs, and which replica runs the others. */
export class Shard implements RemoteStreams {
  readonly #config: ShardConfig;
  readonly #streams: readonly StreamConfig[];
  readonly #peers: Peers | null;
  readonly #replicas: ReplicaCount;

  /** `streams`: those of all replicas. */
  constructor(config: ShardConfig, streams: readonly StreamConfig[], { clock, token }: ShardDeps) {
    const peers = config.peers === null ? null : new Peers(config.peers, token, clock);
    this.#config = config;
    this.#streams = streams;
    this.#peers = peers;
    const isReady = (ordinal: number) => peers?.isReady(ordinal) ?? Promise.resolve(false);
    this.#replicas = new ReplicaCount(config, { isReady, clock });
  }

  get replicas(): number {
    return this.#replicas.count;
  }

  owns(streamId: string): boolean {
    return ownerOf(streamId, this.replicas) === this.#config.ordinal;
  }

  /** Determines the number of replicas, then calls back on every change until `stop`. */
  follow(onChange: () => void): Promise<void> {
    return this.#replicas.follow(onChange);
  }

  stop(): void {
    this.#replicas.stop();
  }

  addressOf(streamId: string): URL | null {
    if (!this.#peers || !this.#streams.some(({ id }) => id === streamId) || this.owns(streamId)) return null;
    return this.#peers.addressOf(ownerOf(streamId, this.replicas));
  }

  async listWith(own: readonly StreamDescriptor[]): Promise<StreamDescriptor[]> {
    const peers = this.#peers;
    if (!peers) return [...own];
    const { ordinal: self } = this.#config;
    const ordinals = Array.from({ length: this.replicas }, (_, ordinal) => ordinal);
    const lists = await Promise.all(ordinals.map(async (ordinal) => (ordinal === self ? own : peers.streams(ordinal))));
    const known = new Map(lists.flatMap((list) => list ?? []).map((stream) => [stream.id, stream]));
    for (const stream of own) known.set(stream.id, stream);
    return this.#streams.map((stream) => {
      const owner = ownerOf(stream.id, ordinals.length);
      return known.get(stream.id) ?? unknown(stream, owner, (lists[owner] ?? null) !== null);
    });
  }
}

/** The descriptor of a stream that its owner does not report: users see which stream is missing, and why. */
function unknown({ id, name, model, zones, lines }: StreamConfig, owner: number, answers: boolean): StreamDescriptor {
  const silent = `replica ${owner}, which runs this stream, does not answer`;
  const odd =
    `replica ${owner}, which runs this stream, answers, but not for it in a way that can be understood: ` +
    'it may be taking the stream over; if this stays so, run the same version on all replicas';
  return {
    id,
    name,
    state: 'waiting',
    reason: answers ? odd : silent,
    width: null,
    height: null,
    fps: null,
    codec: null,
    model,
    labels: { classes: [], keypoints: [], skeleton: [] },
    zones,
    lines,
    capabilities: { video: ['h264', 'jpeg', 'none'], passthrough: false, snapshot: true },
  };
}
