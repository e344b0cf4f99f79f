// A process that keeps state until it is killed: `node state-process.mjs FOLDER SIZE`. What it keeps is a number that
// grows, and a text of SIZE characters; it says each number that was written for certain. It runs what is built, as jest's
// modules live only in jest.
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '@framewatch/service-kit';
import { pino } from 'pino';
import { StateFolder } from '../../dist/state/index.js';
import { Registry } from '../../dist/telemetry/index.js';

const [folder, size] = process.argv.slice(2);
const filler = 'x'.repeat(Number(size));
let number = 0;
// Seconds pass two hundred times as fast.
const clock = { ...systemClock, after: (ms, callback) => systemClock.after(ms / 200, callback) };
const part = {
  name: 'counting',
  save: () => ({ number, filler }),
  restore: (saved) => ({ number } = saved),
};
const log = pino({ level: 'info' }, pino.destination({ sync: true }));
const state = new StateFolder(folder, { scope: new Registry().scope(), log, clock });
const stream = state.open('lobby', [part]);
log.info({ number }, 'restored');
for (;;) {
  number += 1;
  stream.touch();
  await wait(1);
}
