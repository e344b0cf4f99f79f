import { blackPicture, planesOf, type Picture, type Plane } from './picture.js';

/**
 * Photographs side by side in a ring, each blended into the next over `blend` pixels. All have the same, even size; the
 * ring is (width − blend) × their number long.
 */
export function ringOf(photographs: readonly Picture[], blend: number): Picture {
  const [first] = photographs;
  if (!first) throw new RangeError('a ring needs at least one photograph');
  const step = first.width - blend;
  const ring = blackPicture(step * photographs.length, first.height);
  for (const [i, plane] of planesOf(ring).entries()) {
    const scale = plane.width / ring.width;
    const sources = photographs.flatMap((photograph) => planesOf(photograph)[i] ?? []);
    joinPlanes(plane, sources, step * scale, blend * scale);
  }
  return ring;
}

function joinPlanes(ring: Plane, photographs: readonly Plane[], step: number, blend: number): void {
  const sums = new Float32Array(ring.data.length);
  for (const [i, { width, height, data }] of photographs.entries()) {
    for (let x = 0; x < width; x++) {
      // The ramps of two neighbours add up to one.
      const weight = Math.min(1, (x + 0.5) / blend, (width - x - 0.5) / blend);
      const ringX = (i * step + x) % ring.width;
      for (let y = 0; y < height; y++) {
        const at = y * ring.width + ringX;
        sums[at] = (sums[at] ?? 0) + weight * (data[y * width + x] ?? 0);
      }
    }
  }
  sums.forEach((sum, at) => (ring.data[at] = Math.round(sum)));
}

/** What a camera of the given width sees of the ring from `x` on. */
export function viewOf(ring: Picture, x: number, width: number): Picture {
  const view = blackPicture(width, ring.height);
  const targets = planesOf(view);
  for (const [i, source] of planesOf(ring).entries()) {
    const target = targets[i];
    if (!target) continue;
    const start = Math.floor((x % ring.width) * (source.width / ring.width));
    const untilSeam = Math.min(target.width, source.width - start);
    for (let row = 0; row < target.height; row++) {
      const from = row * source.width;
      const to = row * target.width;
      source.data.copy(target.data, to, from + start, from + start + untilSeam);
      source.data.copy(target.data, to + untilSeam, from, from + target.width - untilSeam);
    }
  }
  return view;
}
