import { someResult } from '@framewatch/viewer-client/testing';
import type { Detection } from '@framewatch/protocol';
import { FakeContext, FakePath } from './fakeContext';
import { someStyle } from './style';
import { OverlayPainter, type Layers } from '../live/renderer/OverlayPainter';

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

/** Draws results with these layers onto a context that writes down what is drawn. */
export function setUpOverlay(...layers: Layers) {
  Object.assign(globalThis, { Path2D: FakePath });
  const fake = new FakeContext();
  const painter = new OverlayPainter(fake.context, layers);
  return {
    fake,
    draw(detections: Detection[], style = someStyle()): FakeContext {
      painter.push(someResult({ detections }));
      painter.draw(LABELS, PICTURE, style);
      return fake;
    },
  };
}
