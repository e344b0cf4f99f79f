import type { Detection } from '@framewatch/protocol';
import { familyNamed } from '../../../src/model/families/index.js';
import { letterbox } from '../../../src/model/letterbox.js';
import { recognise } from '../../../src/model/recognise.js';
import { NO_FACTS } from '../../../src/model/types.js';
import { randomOf } from '../random.js';

/** What is done with whole pictures and their people is in top-down.test.ts. */

const [WIDTH, HEIGHT] = [192, 256];
const KEYPOINTS = 17;

/** Scores of places, two for each pixel; one of each row is far above the others. */
function scoresOf(random: () => number, side: number): number[][] {
  return Array.from({ length: KEYPOINTS }, () => {
    const row = Array.from({ length: 2 * side }, () => random() / 5 - 0.1);
    row[Math.floor(random() * row.length)] = 0.2 + random();
    return row;
  });
}

function read(columns: number[][], rows: number[][]): Detection[] {
  const values = { x: [1, KEYPOINTS, 2 * WIDTH], y: [1, KEYPOINTS, 2 * HEIGHT] };
  const signature = {
    inputs: [{ name: 'input', type: 'float32', shape: ['batch', 3, HEIGHT, WIDTH] }],
    outputs: [
      { name: 'simcc_x', type: 'float32', shape: values.x },
      { name: 'simcc_y', type: 'float32', shape: values.y },
    ],
    facts: NO_FACTS,
  };
  const wishes = {
    name: 'pose',
    path: 'pose.onnx',
    family: null,
    input: null,
    confidence: 0.25,
    options: {},
    labels: null,
  };
  const { family, reading, settings } = recognise({ ...wishes, detector: 'people' }, signature);
  expect(family).toBe(familyNamed('rtmpose'));
  const decode = family.decoder(reading.layout, settings);
  return decode(
    {
      simcc_x: { type: 'float32', dims: values.x, data: Float32Array.from(columns.flat()) },
      simcc_y: { type: 'float32', dims: values.y, data: Float32Array.from(rows.flat()) },
    },
    letterbox({ width: WIDTH, height: HEIGHT }, { width: WIDTH, height: HEIGHT }, 'stretch')
  );
}

describe('rtmpose', () => {
  it('is read as described: the highest place of each axis, the less sure of both scores', () => {
    const random = randomOf(5);
    for (let round = 0; round < 20; round += 1) {
      const [columns, rows] = [scoresOf(random, WIDTH), scoresOf(random, HEIGHT)];
      const [person, ...others] = read(columns, rows);
      expect(others).toEqual([]);
      person!.keypoints!.forEach(([x, y, score], i) => {
        const [across, down] = [Math.max(...columns[i]!), Math.max(...rows[i]!)];
        // Places count from the middle of the first pixel.
        expect(x * WIDTH).toBeCloseTo(columns[i]!.indexOf(across) / 2 + 0.5, 1);
        expect(y * HEIGHT).toBeCloseTo(rows[i]!.indexOf(down) / 2 + 0.5, 1);
        expect(score).toBeCloseTo(Math.min(across, down, 1), 4);
      });
    }
  });
});
