import type { Detection } from './frame-result.js';

/** What one class did in one frame, or in several. */
export interface ClassSum {
  detections: number;
  /** Most objects in one frame. */
  most: number;
  /** Sum over the detections: over their number it is the mean. */
  confidence: number;
}

/** The detections of one frame by their classes, in the order in which the classes come. */
export function sumByClass(detections: readonly Detection[]): Map<string, ClassSum> {
  const sums = new Map<string, ClassSum>();
  for (const { class: name, confidence } of detections) {
    const sum = sums.get(name);
    if (sum) {
      sum.detections += 1;
      sum.most += 1;
      sum.confidence += confidence;
    } else sums.set(name, { detections: 1, most: 1, confidence });
  }
  return sums;
}
