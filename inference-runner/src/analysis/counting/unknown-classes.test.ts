import type { LineConfig, ZoneConfig } from './schema.js';
import { unknownClasses } from './unknown-classes.js';

const zone = (classes?: string[]): ZoneConfig => ({ id: 'a', points: [], classes, anchor: 'bottom' });
const labels = (count: number) => ({
  classes: ['person', ...Array.from({ length: count - 1 }, (_, index) => `thing ${index}`)],
  keypoints: [],
  skeleton: [],
});

it('a class that the model does not find is named, with those that it finds', () => {
  const door: LineConfig = { id: 'door', from: [0, 0], to: [1, 1], classes: ['Person'], anchor: 'bottom' };
  const stream = { zones: [zone(), zone(['person', 'persons'])], lines: [door] };
  expect(unknownClasses(stream, labels(2))).toEqual([
    {
      path: ['zones', 1, 'classes', 1],
      message: 'got "persons", expected a class that the model finds: person, thing 0',
    },
    {
      path: ['lines', 0, 'classes', 0],
      message: 'got "Person", expected a class that the model finds: person, thing 0',
    },
  ]);
});

it('of many classes some are listed', () => {
  const [problem] = unknownClasses({ zones: [zone(['x'])], lines: [] }, labels(1000));
  expect(problem?.message).toMatch(/thing 18, …$/);
});
