import type { HistogramSnapshot, StreamTelemetry, TelemetrySnapshot } from '@framewatch/protocol';

/** A snapshot of the right shape whose series Prometheus would refuse, and with them the whole page. */
export class InconsistentSnapshotError extends Error {
  override readonly name = 'InconsistentSnapshotError';
}

/**
 * Throws an InconsistentSnapshotError if two samples would have the same name and labels, or if a histogram's buckets
 * are not in order: one such series makes Prometheus drop everything in the scrape, other runners included.
 */
export function checkConsistent(snapshot: TelemetrySnapshot): void {
  unique(snapshot.streams, 'stream', (stream) => stream.stream);
  unique(snapshot.sinks, 'sink', (sink) => sink.sink);
  unique(snapshot.models, 'model', ({ model }) => model);
  snapshot.streams.forEach(checkStream);
  for (const sink of snapshot.sinks) ascending(sink.writeDuration, `sink ${sink.sink}`);
}

function checkStream(stream: StreamTelemetry): void {
  const where = `stream ${stream.stream}`;
  unique(stream.lineCrossings, `${where}: line`, (crossing) => JSON.stringify({ ...crossing, count: 0 }));
  unique(stream.zoneObjects, `${where}: zone`, (zone) => JSON.stringify({ ...zone, count: 0 }));
  ascending(stream.inferenceDuration, where);
  ascending(stream.frameLatency, where);
  ascending(stream.detectionConfidence, where);
  for (const duration of Object.values(stream.stageDuration)) ascending(duration, where);
}

function unique<T>(items: T[], what: string, key: (item: T) => string): void {
  const seen = new Set<string>();
  for (const item of items) {
    const name = key(item);
    if (seen.has(name)) throw new InconsistentSnapshotError(`${what} ${name} is reported twice`);
    seen.add(name);
  }
}

function ascending({ bounds }: HistogramSnapshot, where: string): void {
  if (bounds.some((bound, i) => i > 0 && bound <= (bounds[i - 1] ?? bound))) {
    throw new InconsistentSnapshotError(`${where}: the bounds of a histogram must ascend, got ${bounds.join(' ')}`);
  }
}
