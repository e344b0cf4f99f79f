import { setImmediate } from 'node:timers/promises';
import { Pacer } from './pacer.js';

it('lets one piece of work begin in each turn of the event loop, in order', async () => {
  const pacer = new Pacer();
  let turn = 0;
  const begun: { piece: number; turn: number }[] = [];
  for (let piece = 0; piece < 3; piece += 1) void pacer.next().then(() => begun.push({ piece, turn }));
  expect(begun).toEqual([]);
  while (begun.length < 3) {
    await setImmediate();
    turn += 1;
  }
  expect(begun.map(({ piece }) => piece)).toEqual([0, 1, 2]);
  expect(new Set(begun.map((one) => one.turn)).size).toBe(3);
});
