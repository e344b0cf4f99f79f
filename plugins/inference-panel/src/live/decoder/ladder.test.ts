import { planDecoders } from './ladder';

const ALL = { secureContext: true, webCodecs: true, imageBitmap: true };

it('prefers the decoder of the browser and keeps JPEG in reserve', () => {
  expect(planDecoders('auto', ALL)).toEqual({ steps: ['webcodecs', 'jpeg'], refused: [] });
});

it('takes JPEG where the page is not secure, and says why', () => {
  const { steps, refused } = planDecoders('auto', { ...ALL, secureContext: false, webCodecs: false });
  expect(steps).toEqual(['jpeg']);
  expect(refused).toEqual([
    { kind: 'webcodecs', reason: 'insecure-context', detail: expect.stringContaining('https') },
  ]);
});

it('takes JPEG where the browser has no WebCodecs', () => {
  const { steps, refused } = planDecoders('auto', { ...ALL, webCodecs: false });
  expect(steps).toEqual(['jpeg']);
  expect(refused.map(({ reason }) => reason)).toEqual(['no-webcodecs']);
});

it('tries nothing but what was chosen', () => {
  expect(planDecoders('jpeg', ALL).steps).toEqual(['jpeg']);
  expect(planDecoders('webcodecs', ALL).steps).toEqual(['webcodecs']);
  expect(planDecoders('webcodecs', { ...ALL, secureContext: false }).steps).toEqual([]);
});

it('has no step for a browser that can do neither', () => {
  const { steps, refused } = planDecoders('auto', { secureContext: true, webCodecs: false, imageBitmap: false });
  expect(steps).toEqual([]);
  expect(refused.map(({ kind }) => kind)).toEqual(['webcodecs', 'jpeg']);
});
