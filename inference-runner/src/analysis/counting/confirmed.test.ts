import { Confirmed } from './confirmed.js';

/** Takes frames, `L` and `R` for the sides and `.` for one that does not tell; returns `*` for those that change the side. */
function changes(frames: string, needed = 3): string {
  const side = new Confirmed(needed, 'L');
  return Array.from(frames, (frame) => (side.take(frame === '.' ? null : frame) ? '*' : '-')).join('');
}

it.each([
  ['after three frames on end', 'LLRRRR', '----*-'],
  ['not for two frames', 'LLRRLL', '------'],
  ['not for frames that are no row', 'RRLRRLRRLR', '----------'],
  ['a frame that does not tell does not count', 'RR..L', '-----'],
  ['a frame that does not tell does not begin anew', 'R.R..R', '-----*'],
  ['back again', 'RRRLLLRRR', '--*--*--*'],
])('a side is taken %s', (_, frames, expected) => {
  expect(changes(frames)).toBe(expected);
});

it('one frame can be enough', () => {
  expect(changes('LR.L', 1)).toBe('-*-*');
});
