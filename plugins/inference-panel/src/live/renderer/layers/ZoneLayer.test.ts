import type { Zone } from '@framewatch/protocol';
import { setUpOverlay } from '../../../testing/setUpOverlay';
import { ZoneLayer, zoneText } from './ZoneLayer';

const zones: Zone[] = [
  {
    id: 'entrance',
    points: [
      [0, 0.5],
      [0.5, 0.5],
      [0.5, 1],
    ],
  },
];

it('draws the outline where the picture lies, in a colour that is no object’s', () => {
  const fake = setUpOverlay(['zones', new ZoneLayer()]).show(0, {}, { zones });
  expect(fake.of('stroke').at(-1)).toMatchObject({
    color: '#ffffff',
    steps: ['move 100 300', 'line 600 300', 'line 600 550', 'close'],
  });
});

it('is brighter while somebody is in it, and says who', () => {
  const { show } = setUpOverlay(['zones', new ZoneLayer()]);
  const empty = show(0, { zones: { entrance: {} } }, { zones }).of('fill')[0]?.alpha ?? 1;
  const fake = show(1, { zones: { entrance: { person: 2, car: 1 } } }, { zones });
  expect(fake.of('fill')[0]?.alpha).toBeGreaterThan(empty);
  expect(fake.of('fillText')[0]?.args?.[0]).toBe('entrance: 2 person, 1 car');
});

it('has no number where nobody counts, nor for a picture without a result: a zero would be a claim', () => {
  const { show } = setUpOverlay(['zones', new ZoneLayer()]);
  const text = (result: Parameters<typeof show>[1]) => show(0, result, { zones }).of('fillText')[0]?.args?.[0];
  expect(text({})).toBe('entrance');
  expect(text({ zones: { entrance: { person: 1 } } })).toBe('entrance: 1 person');
  expect(text(null)).toBe('entrance');
  expect(zoneText('entrance', { person: 0 })).toBe('entrance: 0');
});
