import type { Line } from '@framewatch/protocol';
import { setUpOverlay } from '../../../testing/setUpOverlay';
import { LineLayer } from './LineLayer';

const DOOR: Line = { id: 'door', from: [0.5, 0], to: [0.5, 1] };
const lines = [DOOR];
const setUp = () => setUpOverlay(['lines', new LineLayer()]);

it('draws the line, and an arrow to the side that is in: the right one on the way from its begin to its end', () => {
  const steps = (line: Line) =>
    setUp()
      .show(0, {}, { lines: [line] })
      .of('stroke')[0]?.steps;
  // Downwards: the right-hand side is the left one of the picture.
  expect(steps(DOOR)?.slice(0, 4)).toEqual(['move 600 50', 'line 600 550', 'move 600 300', 'line 586 300']);
  expect(steps({ ...DOOR, from: [0, 0.5], to: [1, 0.5] })?.slice(2, 4)).toEqual(['move 600 300', 'line 600 314']);
});

it('says the crossings of today, also on a picture without a result', () => {
  const { show } = setUp();
  const text = (result: Parameters<typeof show>[1]) => show(0, result, { lines }).of('fillText')[0]?.args?.[0];
  expect(text({})).toBe('door');
  expect(text({ lines: { door: { in: 12, out: 9 } } })).toBe('door: 12 in, 9 out');
  expect(text(null)).toBe('door: 12 in, 9 out');
});

it('forgets them with another stream', () => {
  const { show, painter } = setUp();
  show(0, { lines: { door: { in: 12, out: 9 } } }, { lines });
  painter.reset();
  expect(show(0, null, { lines }).of('fillText')[0]?.args?.[0]).toBe('door');
});

it('draws a line without length as a point', () => {
  expect(
    setUp()
      .show(0, {}, { lines: [{ ...DOOR, to: DOOR.from }] })
      .of('stroke')[0]?.steps
  ).toEqual(['move 600 50', 'line 600 50']);
});
