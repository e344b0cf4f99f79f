// A process that writes frames through the sink until it is killed: `node writer-process.mjs CONFIG FIRST COUNT`.
// It runs what is built, as jest's modules live only in jest.
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { createInfluxSink } from '../../dist/sink/index.js';
import { Registry } from '../../dist/telemetry/index.js';

const [config, first, count] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const sink = await createInfluxSink(config, {
  log: pino({ level: 'silent' }),
  scope: new Registry().scope({ sink: 'influxdb' }),
});

for (let frame = first; frame < first + count; frame += 1) {
  sink.takeResult({
    stream: 'lobby',
    model: 'movenet',
    captureTimeUs: frame * 1000,
    detections: [],
    timings: { inference: 17, latency: 20 },
    dropped: 0,
  });
  if (frame % 10 === 9) await wait(5);
}
// Lives until it is killed.
await wait(2 ** 31 - 1);
