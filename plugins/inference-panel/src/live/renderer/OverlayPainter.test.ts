import type { Line, Zone } from '@framewatch/protocol';
import { setUpOverlay, someDetection, someEvent } from '../../testing/setUpOverlay';
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
    const { painter, show } = setUpOverlay([id, create()]);
    const lines = [{ id: 'door', from: [0, 0], to: [1, 1] } satisfies Line];
    const zones = [{ id: 'hall', points: [[0, 0]] } satisfies Zone];
    const detections = [someDetection({ track: 1, keypoints: [[0, 0, 1]] })];
    painter.addEvent(someEvent());
    show(0.5, { detections }, { zones, lines });
    expect(show(1, { detections }, { zones, lines, style: { [id]: false } }).calls).toEqual([]);
    expect(show(1, { detections }, { zones, lines }).calls).not.toEqual([]);
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

describe('between two results', () => {
  const between = { detections: [someDetection({ track: 1 })], interpolated: true as const };
  const boxes = (interpolated: 'faint' | 'dashed' | 'solid', result: object) =>
    setUpOverlay(['boxes', LAYERS.find(({ id }) => id === 'boxes')?.create() ?? { draw: () => undefined }])
      .show(0, result, { style: { interpolated } })
      .of('stroke')
      .at(-1);

  it('boxes are told apart as the style wants', () => {
    expect(boxes('faint', between)?.alpha).toBeLessThan(1);
    expect(boxes('dashed', between)?.dash).toHaveLength(2);
    expect(boxes('solid', between)).not.toHaveProperty('alpha');
    expect(boxes('dashed', { ...between, interpolated: undefined })).not.toHaveProperty('dash');
  });
});

it('gives objects the colour of their class or of their track', () => {
  const box = (colorBy: 'class' | 'track', track?: number) =>
    setUpOverlay(['boxes', LAYERS.find(({ id }) => id === 'boxes')?.create() ?? { draw: () => undefined }])
      .show(0, { detections: [someDetection({ track })] }, { style: { colorBy } })
      .of('stroke')
      .at(-1)?.color;
  expect([box('class', 7), box('track', 7), box('track')]).toEqual(['red', 'track-7', 'red']);
});
