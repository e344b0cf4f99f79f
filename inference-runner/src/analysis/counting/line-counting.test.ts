import type { Box } from '@framewatch/protocol';
import { Scene, seen, standingAt, T0_US } from '../../../test/analysis/counting-scene.js';
import type { CountedLine } from './line-crossings.js';

/** Down the middle of the picture, from its middle to its bottom: `in` is to the left. */
const DOOR: CountedLine = { id: 'door', from: [0.5, 0.5], to: [0.5, 1], anchor: 'bottom' };

const scene = (line: Partial<CountedLine> = {}, frames = 3) => new Scene({ lines: [{ ...DOOR, ...line }], frames });
const today = (of: Scene) => of.last?.lines?.door;

/** Shows track 1 with its feet at these x, one frame each; a dot is a frame without it. */
function walk(of: Scene, xs: readonly (number | '.')[], y = 0.8): void {
  for (const x of xs) {
    if (x === '.') of.show();
    else of.show(seen(1, standingAt(x, y)));
  }
}

describe('a crossing', () => {
  it('is an event with line, direction and track, once the object was across for three frames', () => {
    const it = scene();
    walk(it, [0.7, 0.6, 0.4, 0.3]);
    expect([it.events, today(it)]).toEqual([[], { in: 0, out: 0 }]);
    walk(it, [0.2]);
    expect(it.events).toEqual([
      {
        id: `crossing-${T0_US + 400_000}`,
        stream: 'lobby',
        type: 'crossing',
        severity: 'info',
        message: 'person crossed line door, in',
        beginUs: T0_US + 400_000,
        endUs: T0_US + 400_000,
        line: 'door',
        direction: 'in',
        class: 'person',
        track: 1,
        still: `stills/crossing-${T0_US + 400_000}.jpg`,
      },
    ]);
    expect(today(it)).toEqual({ in: 1, out: 0 });
    expect(it.metric('framewatch_line_crossings_total')).toEqual({ 'door in person': 1, 'door out person': 0 });
  });

  it('goes out on the way back', () => {
    const it = scene();
    walk(it, [0.6, 0.4, 0.4, 0.4, 0.6, 0.6, 0.6]);
    expect(today(it)).toEqual({ in: 1, out: 1 });
    expect(it.counting.today()?.lines).toEqual({ door: { person: { in: 1, out: 1 } } });
  });

  it.each([
    ['of somebody who turns round', [0.6, 0.4, 0.4, 0.6, 0.6, 0.6], 0],
    ['of a box that flickers', [0.6, 0.4, 0.6, 0.4, 0.4, 0.6, 0.4, 0.4, 0.6, 0.4], 0],
    ['of a box that flickers, then goes', [0.6, 0.4, 0.6, 0.4, 0.4, 0.4, 0.4], 1],
    ['with gaps', [0.6, '.', 0.4, '.', '.', 0.4, '.', 0.4], 1],
    ['in a gap', [0.6, 0.6, '.', '.', '.', '.', 0.4, 0.4, 0.4], 1],
    ['of somebody who stands on the line', [0.6, 0.5, 0.5, 0.5, 0.5, 0.5], 0],
    ['of somebody who stands on the line for a while', [0.6, 0.5, 0.5, 0.4, 0.5, 0.4, 0.5, 0.4], 1],
    ['of somebody who comes back from the line', [0.6, 0.5, 0.5, 0.6, 0.6, 0.6], 0],
    ['of somebody who appears on the line', [0.5, 0.5, 0.4, 0.4, 0.4, 0.4], 0],
    ['of somebody who appears behind it', [0.4, 0.4, 0.4, 0.4], 0],
    ['of somebody who was seen once before it', [0.6, 0.4, 0.4, 0.4], 1],
  ] as const)('%s %j: %i', (_, xs, crossings) => {
    const it = scene();
    walk(it, xs);
    expect([it.events.length, today(it)]).toEqual([crossings, { in: crossings, out: 0 }]);
  });

  it('needs one frame where the configuration says so', () => {
    const it = scene({}, 1);
    walk(it, [0.6, 0.4, 0.6, 0.4]);
    expect(today(it)).toEqual({ in: 2, out: 1 });
  });

  it('is of the line as it is drawn, not of what would lengthen it', () => {
    const it = scene();
    walk(it, [0.6, 0.4, 0.4, 0.4], 0.3);
    expect([it.events, today(it)]).toEqual([[], { in: 0, out: 0 }]);
    // Round its upper end it went in, through the line it comes out.
    walk(it, [0.4, 0.6, 0.6, 0.6], 0.8);
    expect(today(it)).toEqual({ in: 0, out: 1 });
  });

  it('is looked for on the straight way between two sights', () => {
    const it = scene();
    const [before, after] = [standingAt(0.6, 0.3), standingAt(0.4, 0.9)];
    it.show(seen(1, before));
    it.hold(3, seen(1, after));
    expect(today(it)).toEqual({ in: 1, out: 0 });
  });

  it('is of the classes of the line only', () => {
    const it = scene({ classes: ['dog'] });
    walk(it, [0.6, 0.4, 0.4, 0.4]);
    expect(today(it)).toEqual({ in: 0, out: 0 });
    expect(it.metric('framewatch_line_crossings_total')).toEqual({ 'door in dog': 0, 'door out dog': 0 });
  });

  it('goes on with an object whose track was lost', () => {
    const it = scene();
    walk(it, [0.56, 0.48]);
    it.hold(2);
    it.hold(2, seen(2, standingAt(0.44, 0.8)));
    expect(it.events).toMatchObject([{ type: 'crossing', track: 2 }]);
  });

  it('does not belong to whoever comes elsewhere', () => {
    const it = scene();
    walk(it, [0.9, 0.9, 0.9]);
    it.hold(5, seen(2, standingAt(0.1, 0.8)));
    expect(it.events).toEqual([]);
  });

  it('is not seen from one run of the source to the next', () => {
    const it = scene();
    walk(it, [0.6, 0.6]);
    it.epoch = 2;
    walk(it, [0.4, 0.4, 0.4]);
    expect(it.events).toEqual([]);
  });
});

describe('with all corners', () => {
  const box = (x: number): Box => [x - 0.1, 0.6, 0.2, 0.2];
  const across = (of: Scene, xs: readonly number[]) => {
    for (const x of xs) of.show(seen(1, box(x)));
  };

  it('a box on the line neither counts nor makes the count begin anew', () => {
    const it = scene({ anchor: 'all-corners' });
    across(it, [0.8, 0.55, 0.5, 0.45, 0.3, 0.3, 0.45]);
    expect(today(it)).toEqual({ in: 0, out: 0 });
    across(it, [0.3]);
    expect(today(it)).toEqual({ in: 1, out: 0 });
  });

  it('the middle of the box has to go through the line', () => {
    const it = scene({ anchor: 'all-corners', from: [0.5, 0.75], to: [0.5, 1] });
    across(it, [0.8, 0.55, 0.45, 0.2, 0.2, 0.2]);
    expect(today(it)).toEqual({ in: 0, out: 0 });
  });
});

it('the centre of a box may be across while its feet are not', () => {
  const level: Partial<CountedLine> = { from: [0, 0.5], to: [1, 0.5] };
  const boxes: Box[] = [0.2, 0.4, 0.4, 0.4].map((y) => [0.4, y, 0.1, 0.3]);
  const crossings = (anchor: CountedLine['anchor']) => {
    const it = scene({ ...level, anchor });
    for (const box of boxes) it.show(seen(1, box));
    return it.events.length;
  };
  // The feet were across from the first frame on.
  expect([crossings('bottom'), crossings('centre')]).toEqual([0, 1]);
});

it('a bucket has the crossings of its second', () => {
  const it = scene({ classes: ['person'] });
  it.hold(10);
  walk(it, [0.6, 0.4, 0.4, 0.4]);
  it.hold(7);
  expect(it.buckets.map(({ lines }) => lines)).toEqual([{ door: {} }, { door: { person: { in: 1, out: 0 } } }]);
});

it('crossings survive a restart', () => {
  const before = scene();
  walk(before, [0.6, 0.4, 0.4, 0.4]);
  const after = scene();
  after.counting.kept.restore(JSON.parse(JSON.stringify(before.counting.kept.save())));
  walk(after, [0.4, 0.6, 0.6, 0.6]);
  expect(today(after)).toEqual({ in: 1, out: 1 });
  // Counters of a process begin at 0: Prometheus knows how to add them up.
  expect(after.metric('framewatch_line_crossings_total')).toEqual({ 'door in person': 0, 'door out person': 1 });
});

it('what was saved of a line that is not configured any more is dropped', () => {
  const it = scene();
  it.counting.kept.restore({ day: '2023-11-14', zones: { old: {} }, lines: { old: { person: { in: 1, out: 1 } } } });
  it.show();
  expect(it.counting.today()).toEqual({ day: '2023-11-14', zones: {}, lines: { door: {} } });
});
