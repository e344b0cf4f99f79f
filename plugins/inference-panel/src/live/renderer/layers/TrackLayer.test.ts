import type { Box } from '@framewatch/protocol';
import { setUpOverlay, someDetection } from '../../../testing/setUpOverlay';
import type { ShownResult } from '../../sync';
import { TrackLayer } from './TrackLayer';

const setUp = () => setUpOverlay(['tracks', new TrackLayer()]);

/** A person whose feet are at x = `left` + 0.05 and y = 0.5. */
const walking = (left: number, track = 1) => someDetection({ track, box: [left, 0.3, 0.1, 0.2] as Box });
const at = (left: number, fields: Partial<ShownResult> = {}) => ({ detections: [walking(left)], ...fields });

it('draws where a track was, from foot to foot, in its own colour', () => {
  const { show } = setUp();
  show(0, at(0));
  show(0.5, at(0.1));
  const fake = show(1, at(0.2));
  expect(fake.of('stroke')[0]?.color).toBe('track-1');
  expect(fake.of('stroke').flatMap(({ steps }) => steps)).toEqual(
    expect.arrayContaining(['move 150 300', 'line 250 300', 'line 350 300'])
  );
});

it('fades: the older a part, the fainter, until it is gone', () => {
  const { show } = setUp();
  for (let n = 0; n <= 6; n++) {
    show(n / 2, at(n / 20), { style: { trailSeconds: 3 } });
  }
  const alphas = show(3, null)
    .of('stroke')
    .map(({ alpha = 1 }) => alpha);
  expect(alphas.length).toBeGreaterThan(3);
  expect(new Set(alphas).size).toBe(alphas.length);
  expect(show(6.1, null).of('stroke')).toEqual([]);
});

it('stays for a while after the object is gone', () => {
  const { show } = setUp();
  show(0, at(0));
  show(0.5, at(0.1));
  expect(show(1, { detections: [] }).of('stroke')).toHaveLength(1);
});

it('reaches to the place between two results that is shown, and remembers results only', () => {
  const { show } = setUp();
  show(0, at(0));
  show(0.4, at(0.1));
  expect(
    show(0.5, at(0.12, { interpolated: true }))
      .of('stroke')
      .at(-1)?.steps
  ).toEqual(['move 150 300', 'line 250 300', 'move 250 300', 'line 270 300']);
  expect(show(0.6, null).of('stroke').at(-1)?.steps).toEqual(['move 150 300', 'line 250 300']);
});

it('has a gap where the track was not seen for more than a second', () => {
  const { show } = setUp();
  show(0, at(0));
  expect(show(1.1, at(0.5)).of('stroke')).toEqual([]);
});

it('draws no trail of what the filters leave out, nor of what has no track', () => {
  const { show } = setUp();
  const both = (left: number) => ({ detections: [walking(left), someDetection({ box: [left, 0, 0.1, 0.1] })] });
  show(0, both(0));
  expect(show(0.5, both(0.1)).of('stroke')).toHaveLength(1);
  expect(show(0.6, null, { style: { classes: ['car'] } }).of('stroke')).toEqual([]);
});

it('begins anew in a new epoch: the tracks of a restarted runner are others', () => {
  const { show } = setUp();
  show(0, at(0));
  show(0.4, at(0.1));
  expect(show(0.5, at(0.6, { epoch: 2 })).of('stroke')).toEqual([]);
});

it('takes a result that is shown again once', () => {
  const { show } = setUp();
  show(0, at(0));
  show(0, at(0));
  expect(show(0.5, at(0.1)).of('stroke')).toHaveLength(1);
});
