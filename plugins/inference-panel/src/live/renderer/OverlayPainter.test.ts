import { setUpOverlay, someDetection } from '../../testing/setUpOverlay';
import { someStyle } from '../../testing/style';
import { visibleDetections } from './OverlayPainter';
import { LAYERS, type OverlayLayer, type OverlayView } from './layers';

describe('OverlayPainter', () => {
  it('gives every layer the result, then lets them draw, the lowest first', () => {
    const told: string[] = [];
    const layer = (name: string): OverlayLayer => ({
      push: (result) => void told.push(`${name} takes ${result?.detections.length}`),
      draw: () => void told.push(`${name} draws`),
    });
    setUpOverlay(['boxes', layer('low')], ['labels', layer('high')]).draw([someDetection()]);
    expect(told).toEqual(['low takes 1', 'high takes 1', 'low draws', 'high draws']);
  });

  it('filters a result once for all layers', () => {
    const seen: unknown[] = [];
    let given: Parameters<OverlayView['visible']>[0] = null;
    const layer = (): OverlayLayer => ({
      push: (result) => void (given = result),
      draw: ({ visible }) => void seen.push(visible(given)),
    });
    setUpOverlay(['boxes', layer()], ['labels', layer()]).draw([someDetection()]);
    expect(seen[0]).toHaveLength(1);
    expect(seen[1]).toBe(seen[0]);
  });

  it.each(LAYERS)('leaves $id out where the style switches it off', ({ id, create }) => {
    const { draw } = setUpOverlay([id, create()]);
    expect(draw([someDetection({ keypoints: [[0, 0, 1]] })], someStyle({ [id]: false })).calls).toEqual([]);
    expect(draw([someDetection({ keypoints: [[0, 0, 1]] })]).calls).not.toEqual([]);
  });

  it('draws labels over boxes, whatever their colours', () => {
    const { draw } = setUpOverlay(...LAYERS.map(({ id, create }) => [id, create()] as const));
    const calls = draw([someDetection(), someDetection({ class: 'car' })]).calls.map(({ call }) => call);
    expect(calls.lastIndexOf('stroke')).toBeLessThan(calls.indexOf('fillRect'));
  });
});

describe('visibleDetections', () => {
  const all = [
    someDetection({ confidence: 0.9 }),
    someDetection({ class: 'car', confidence: 0.5 }),
    someDetection({ confidence: 0.29 }),
  ];
  const confidences = (style = someStyle()) => visibleDetections(all, style).map(({ confidence }) => confidence);

  it('leaves out what is less sure than wanted, and has the surest on top', () => {
    expect(confidences()).toEqual([0.5, 0.9]);
    expect(confidences(someStyle({ minConfidence: 0.9 }))).toEqual([0.9]);
  });

  it('shows the classes that were chosen, and all when none is', () => {
    expect(confidences(someStyle({ classes: ['car'] }))).toEqual([0.5]);
    expect(confidences(someStyle({ classes: ['bus'] }))).toEqual([]);
  });
});
