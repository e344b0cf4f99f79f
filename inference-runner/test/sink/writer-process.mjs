// A process that writes frames through the sink until it is killed: `node writer-process.mjs CONFIG FIRST COUNT EVENTS`.
// With events there is an object in every frame, and every tenth begins an event, which ends with the frame after it.
// It runs what is built, as jest's modules live only in jest.
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { createInfluxSink } from '../../dist/sink/index.js';
import { Registry } from '../../dist/telemetry/index.js';

const [config, first, count, events] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const sink = await createInfluxSink(config, {
  log: pino({ level: 'silent' }),
  scope: new Registry().scope({ sink: 'influxdb' }),
});

for (let frame = first; frame < first + count; frame += 1) {
  sink.takeResult({
    stream: 'lobby',
    model: 'movenet',
    captureTimeUs: frame * 1000,
    detections: events ? [{ class: 'person', confidence: 0.5, box: [0.1, 0.2, 0.3, 0.4], track: frame }] : [],
    timings: { inference: 17, latency: 20 },
    dropped: 0,
  });
  const beginUs = (frame - (frame % 10)) * 1000;
  const event = {
    id: `fallen-${beginUs}`,
    stream: 'lobby',
    type: 'fallen',
    severity: 'critical',
    message: 'x',
    beginUs,
  };
  if (events && frame % 10 === 0) sink.takeEvent({ ...event, endUs: null });
  if (events && frame % 10 === 1) sink.takeEvent({ ...event, endUs: frame * 1000 });
  if (frame % 10 === 9) await wait(5);
}
// Lives until it is killed.
await wait(2 ** 31 - 1);
