import { setUpOverlay, someDetection } from '../../../testing/setUpOverlay';
import { someStyle } from '../../../testing/style';
import { LabelLayer, labelParts } from './LabelLayer';

const draw = (...args: Parameters<ReturnType<typeof setUpOverlay>['draw']>) =>
  setUpOverlay(['labels', new LabelLayer()]).draw(...args);

it('names class, track and confidence as the style wants', () => {
  const one = someDetection({ track: 7, confidence: 0.876 });
  expect(labelParts(one, someStyle())).toEqual(['person', ' #7', ' 88%']);
  expect(labelParts(one, someStyle({ trackIds: false, confidence: false }))).toEqual(['person']);
  expect(labelParts(someDetection(), someStyle({ confidence: false }))).toEqual(['person']);
});

it('stands above the box, readable on its colour', () => {
  const fake = draw([someDetection()]);
  expect(fake.of('fillRect')).toEqual([{ call: 'fillRect', color: 'red', args: [199, 132, 108, 18] }]);
  expect(fake.of('fillText')).toEqual([{ call: 'fillText', color: 'on-red', args: ['person 90%', 203, 141] }]);
});

it('moves into a box that touches the upper edge', () => {
  const fake = draw([someDetection({ box: [0, -0.1, 0.5, 0.5] })]);
  expect(fake.of('fillRect')[0]?.args?.[1]).toBe(0);
});

it('is measured part by part, each once, until the font changes', () => {
  const { draw: drawAgain, fake } = setUpOverlay(['labels', new LabelLayer()]);
  const people = [someDetection(), someDetection(), someDetection({ class: 'car' })];
  drawAgain(people);
  drawAgain(people);
  expect(fake.measured).toEqual(['person', ' 90%', 'car']);
  drawAgain(people, someStyle({ fontFamily: 'Serif' }));
  expect(fake.measured).toHaveLength(6);
});
