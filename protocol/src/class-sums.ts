import type { Detection } from './frame-result.js';

/** The detections of one class in one or several frames. */
export interface ClassSum {
  detections: number;
  /** Most objects in one frame. */
  most: number;
  /** Sum of the confidences; divided by the number of detections it is the mean. */
  confidence: number;
}

/** Groups the detections of one frame by class, in the order in which classes first appear. */
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
