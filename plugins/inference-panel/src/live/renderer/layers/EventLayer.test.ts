import type { Line, Zone } from '@framewatch/protocol';
import { setUpOverlay, someEvent } from '../../../testing/setUpOverlay';
import { EventLayer } from './EventLayer';

const zones: Zone[] = [
  {
    id: 'stairs',
    points: [
      [0, 0],
      [0.5, 0],
      [0.5, 0.5],
    ],
  },
];
const lines: Line[] = [{ id: 'door', from: [0.5, 0], to: [0.5, 1] }];

function setUp() {
  const { show, painter } = setUpOverlay(['events', new EventLayer()]);
  return {
    painter,
    look(second: number, style: Parameters<typeof show>[2] = {}) {
      const fake = show(second, null, { zones, lines, ...style });
      return {
        flashes: fake.of('stroke'),
        captions: fake.of('fillText').map(({ args }) => args?.[0]),
        colors: fake.of('fillRect').map(({ color }) => color),
      };
    },
  };
}

it('shows an event with the picture of its time, not before', () => {
  const { painter, look } = setUp();
  painter.addEvent(someEvent({ beginUs: 2e6 }));
  expect(look(1.9)).toMatchObject({ flashes: [], captions: [] });
  expect(look(2).captions).toEqual(['the picture is frozen']);
  expect(look(2).colors).toEqual(['orange']);
});

it('flashes, and fades', () => {
  const { painter, look } = setUp();
  painter.addEvent(someEvent());
  const alphas = [1, 1.3, 1.6].map((second) => look(second).flashes[0]?.alpha ?? 1);
  expect(alphas[0]).toBe(1);
  expect(alphas[1]).toBeGreaterThan(alphas[2] ?? 1);
  expect(look(2.5).flashes).toEqual([]);
});

it.each([
  ['its zone', { zone: 'stairs' }, 'move 100 50'],
  ['its line', { line: 'door' }, 'move 600 50'],
  ['the whole picture, inside its edges', {}, 'rect 102 52 996 496'],
  ['the whole picture where its zone is not known', { zone: 'attic' }, 'rect 102 52 996 496'],
])('flashes %s', (_, place, first) => {
  const { painter, look } = setUp();
  painter.addEvent(someEvent(place));
  expect(look(1).flashes[0]?.steps?.[0]).toBe(first);
});

it('does not flash the whole picture for what is no trouble', () => {
  const { painter, look } = setUp();
  painter.addEvent(someEvent({ severity: 'info' }));
  expect(look(1)).toMatchObject({ flashes: [], captions: ['the picture is frozen'] });
});

it('captions what lasts until it ends, and what happens in an instant for four seconds', () => {
  const { painter, look } = setUp();
  painter.addEvent(someEvent());
  expect(look(3_600).captions).toHaveLength(1);
  painter.addEvent(someEvent({ endUs: 3_601e6 }));
  expect(look(3_600.5).captions).toHaveLength(1);
  expect(look(3_601).captions).toEqual([]);
  painter.addEvent(someEvent({ id: 'crossing-1', beginUs: 4_000e6, endUs: 4_000e6 }));
  expect(look(4_003.9).captions).toHaveLength(1);
  expect(look(4_004).captions).toEqual([]);
});

it('captions the three that matter most, the newest of them first', () => {
  const { painter, look } = setUp();
  (['info', 'warning', 'critical', 'info', 'warning'] as const).forEach((severity, n) =>
    painter.addEvent(someEvent({ id: `e-${n}`, severity, message: `${severity} ${n}`, beginUs: n * 1e5 }))
  );
  expect(look(1).captions).toEqual(['critical 2', 'warning 4', 'warning 1']);
  expect(look(1, { style: { captions: 'critical' } }).captions).toEqual(['critical 2']);
});

it('captions fewer in a small picture', () => {
  const { show, painter } = setUpOverlay(['events', new EventLayer()]);
  ['a', 'b', 'c'].forEach((id) => painter.addEvent(someEvent({ id })));
  const captions = (height: number) => show(1, null, { picture: { x: 0, y: 0, width: 300, height } }).of('fillText');
  expect([100, 240, 600].map((height) => captions(height).length)).toEqual([1, 2, 3]);
});

it('leaves the state of the stream to the banner', () => {
  const { painter, look } = setUp();
  painter.addEvent(someEvent({ type: 'state' }));
  expect(look(1)).toMatchObject({ flashes: [], captions: [] });
});

it('forgets what lasts where a connection is another one, which tells what still does', () => {
  const { painter, look } = setUp();
  painter.addEvent(someEvent());
  painter.addEvent(someEvent({ id: 'black-1', message: 'the picture is black' }));
  painter.addEvent(someEvent({ id: 'crossing-1', message: 'person crossed line door', endUs: 1e6 }));
  painter.forgetLasting();
  expect(look(1).captions).toEqual(['person crossed line door']);
  painter.addEvent(someEvent());
  expect(look(6).captions).toEqual(['the picture is frozen']);
});

it('forgets all with another stream', () => {
  const { painter, look } = setUp();
  painter.addEvent(someEvent());
  painter.reset();
  expect(look(1).captions).toEqual([]);
});
