import { someResult } from '@framewatch/viewer-client/testing';
import type { Detection, StreamEvent } from '@framewatch/protocol';
import { FakeContext, FakePath } from './fakeContext';
import { someStyle } from './style';
import type { OverlayStyle, Scene } from '../live/renderer';
import type { Rect } from '../live/renderer/layout';
import { OverlayPainter, type Layers } from '../live/renderer/OverlayPainter';
import type { ShownResult } from '../live/sync';

/** Where the picture lies in every test of a layer. */
const PICTURE = { x: 100, y: 50, width: 1000, height: 500 };

const LABELS = {
  classes: ['person', 'car'],
  keypoints: ['nose', 'left_eye', 'right_eye'],
  skeleton: [
    [0, 1],
    [1, 2],
    [0, 9],
  ] satisfies Array<[number, number]>,
};

export function someDetection(fields: Partial<Detection> = {}): Detection {
  return { class: 'person', confidence: 0.9, box: [0.1, 0.2, 0.3, 0.4], ...fields };
}

interface Shown extends Partial<Pick<Scene, 'zones' | 'lines'>> {
  style?: Partial<OverlayStyle>;
  picture?: Rect;
}

export function someEvent(fields: Partial<StreamEvent> = {}): StreamEvent {
  return {
    id: 'frozen-1',
    stream: 'lobby',
    type: 'frozen',
    severity: 'warning',
    message: 'the picture is frozen',
    beginUs: 1e6,
    endUs: null,
    ...fields,
  };
}

/** Draws results with these layers onto a context that records what is drawn. */
export function setUpOverlay(...layers: Layers) {
  Object.assign(globalThis, { Path2D: FakePath });
  const fake = new FakeContext();
  const painter = new OverlayPainter(fake.context, layers);
  const scene = { labels: LABELS, zones: [], lines: [] };
  return {
    fake,
    painter,
    draw(detections: Detection[], style = someStyle()): FakeContext {
      painter.push(someResult({ detections }));
      painter.draw(scene, PICTURE, 0, style);
      return fake;
    },
    /** Forgets what was drawn, and draws the picture of that second, with a result of that second or with none. */
    show(
      second: number,
      result: Partial<ShownResult> | null,
      { style = {}, picture = PICTURE, ...areas }: Shown = {}
    ): FakeContext {
      const captureTimeUs = second * 1e6;
      fake.calls.length = 0;
      painter.push(result && { ...someResult({ captureTimeUs, ptsUs: captureTimeUs }), ...result });
      painter.draw({ ...scene, ...areas }, picture, captureTimeUs, someStyle(style));
      return fake;
    },
  };
}
