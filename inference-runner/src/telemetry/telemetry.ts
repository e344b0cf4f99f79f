import type { SinkTelemetry, TelemetrySnapshot } from '@framewatch/protocol';
import { StreamTelemetryMeter } from './stream-telemetry.js';
import type { StreamMeter } from './types.js';

export type RunnerIdentity = TelemetrySnapshot['runner'];

export interface Telemetry {
  /** The meter of one stream. `targetFps`: null when the stream infers as many frames as it can. */
  stream(id: string, model: string, targetFps: number | null): StreamMeter;
  /** Counts the viewers of a stream that has a meter. */
  viewersOf(id: string): Pick<StreamMeter, 'viewers' | 'viewerBytesSent'>;
  /** Forgets a stream that runs elsewhere from now on. */
  remove(id: string): void;
  /** Everything counted since the runner started; streams in the order in which they were added. */
  snapshot(models: TelemetrySnapshot['models'], sinks: SinkTelemetry[]): TelemetrySnapshot;
}

export function createTelemetry(runner: RunnerIdentity): Telemetry {
  const meters = new Map<string, StreamTelemetryMeter>();
  return {
    stream(id, model, targetFps) {
      const meter = new StreamTelemetryMeter(id, model, targetFps);
      meters.set(id, meter);
      return meter;
    },
    viewersOf(id) {
      const meter = meters.get(id);
      if (!meter) throw new Error(`stream \`${id}\` has no meter`);
      return meter;
    },
    remove(id) {
      meters.delete(id);
    },
    snapshot(models, sinks) {
      return { runner: { ...runner }, streams: [...meters.values()].map((meter) => meter.snapshot()), models, sinks };
    },
  };
}
