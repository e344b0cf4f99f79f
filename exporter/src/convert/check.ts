import type { ReadTelemetry, StreamTelemetry, TelemetryElement } from '@framewatch/protocol';

/**
 * A snapshot without what would have the name and labels of something before it: one such series makes Prometheus drop
 * everything in the scrape, other runners included. What is there twice is kept once, the first, and told.
 */
export function withoutDuplicates({ snapshot, leftOut }: ReadTelemetry): ReadTelemetry {
  const odd = [...leftOut];
  const unique = <T>(items: T[], element: TelemetryElement, what: string, key: (item: T) => string): T[] => {
    const seen = new Set<string>();
    return items.filter((item) => {
      const name = key(item);
      if (!seen.has(name)) return seen.add(name);
      odd.push({ element, problem: `${what} ${name} is reported twice` });
      return false;
    });
  };
  const streams = unique(snapshot.streams, 'stream', 'stream', ({ stream }) => stream).map(
    (stream): StreamTelemetry => {
      const where = `stream ${stream.stream}:`;
      return {
        ...stream,
        lineCrossings: unique(stream.lineCrossings, 'detail', `${where} crossing`, (one) =>
          JSON.stringify([one.line, one.direction, one.class])
        ),
        zoneObjects: unique(stream.zoneObjects, 'detail', `${where} zone`, (one) =>
          JSON.stringify([one.zone, one.class])
        ),
      };
    }
  );
  const models = unique(snapshot.models, 'model', 'model', ({ model }) => model);
  const sinks = unique(snapshot.sinks, 'sink', 'sink', ({ sink }) => sink);
  return { snapshot: { ...snapshot, streams, models, sinks }, leftOut: odd };
}
