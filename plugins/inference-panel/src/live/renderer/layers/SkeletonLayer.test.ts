import type { Keypoint } from '@framewatch/protocol';
import { setUpOverlay, someDetection } from '../../../testing/setUpOverlay';
import { SkeletonLayer } from './SkeletonLayer';

const KEYPOINTS: Keypoint[] = [
  [0.1, 0.1, 0.9],
  [0.2, 0.2, 0.9],
  [0.3, 0.3, 0.1],
];

const draw = (...args: Parameters<ReturnType<typeof setUpOverlay>['draw']>) =>
  setUpOverlay(['skeletons', new SkeletonLayer()]).draw(...args);

it('joins the keypoints of which the model is sure', () => {
  const fake = draw([someDetection({ keypoints: KEYPOINTS })]);
  expect(fake.of('stroke').at(-1)).toMatchObject({ color: 'red', steps: ['move 200 100', 'line 300 150'] });
  expect(fake.of('fill')).toMatchObject([{ color: 'red', steps: ['rect 197.5 97.5 5 5', 'rect 297.5 147.5 5 5'] }]);
});

it('draws nothing of a detection that has no keypoints', () => {
  expect(draw([someDetection()]).calls).toEqual([]);
});
