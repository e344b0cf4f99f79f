import { setUpOverlay, someDetection } from '../../../testing/setUpOverlay';
import { BoxLayer } from './BoxLayer';

const draw = (...args: Parameters<ReturnType<typeof setUpOverlay>['draw']>) =>
  setUpOverlay(['boxes', new BoxLayer()]).draw(...args);

it('draws a box where the picture lies', () => {
  const [, box] = draw([someDetection()]).of('stroke');
  expect(box).toEqual({ call: 'stroke', color: 'red', lineWidth: 2, steps: ['rect 200 150 300 200'] });
});

it('draws a dark rim below it, so that it shows on any picture', () => {
  const [rim] = draw([someDetection()]).of('stroke');
  expect(rim).toMatchObject({ color: 'rgba(0, 0, 0, 0.5)', lineWidth: 4, steps: ['rect 200 150 300 200'] });
});

it('draws all boxes of one class in one stroke', () => {
  const many = Array.from({ length: 50 }, (_, n) => someDetection({ class: n % 2 ? 'person' : 'car' }));
  expect(
    draw(many)
      .of('stroke')
      .map(({ color, steps }) => [color, steps?.length])
  ).toEqual([
    ['rgba(0, 0, 0, 0.5)', 25],
    ['rgba(0, 0, 0, 0.5)', 25],
    ['green', 25],
    ['red', 25],
  ]);
});

it('gives a class that is not among the labels a colour too', () => {
  expect(
    draw([someDetection({ class: 'unicorn' })])
      .of('stroke')
      .at(-1)?.color
  ).toBe('grey');
});
