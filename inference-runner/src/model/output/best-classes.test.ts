import { seeded } from '../../../../protocol/test/random.js';
import { BestClasses } from './best-classes.js';
import { NotFiniteError } from './errors.js';

const START = 3;
const random = seeded(4);

/** Rows of scores behind something else. */
function rows(classes: number, places: number): Float32Array {
  return Float32Array.from({ length: START + classes * places }, () => (random() < 0.9 ? random() / 10 : random()));
}

/** One by one, as it is said. */
function expected(values: Float32Array, classes: number, places: number, lowest: number) {
  return Array.from({ length: places }, (_, place) => {
    const scores = Array.from({ length: classes }, (_, id) => values[START + id * places + place]!);
    const best = Math.max(...scores);
    return best >= lowest ? [best, scores.indexOf(best)] : [-1, null];
  });
}

describe('the best class of each place', () => {
  it('is the one of a look at every score, whatever the number of places', () => {
    const best = new BestClasses();
    for (let round = 0; round < 200; round += 1) {
      const [classes, places] = [1 + Math.floor(random() * 6), Math.floor(random() * 40)];
      const [values, lowest] = [rows(classes, places), random()];
      best.find(values, START, classes, places, lowest);
      const found = Array.from(best.scores, (score, place) => [score, score < 0 ? null : best.ids[place]!]);
      expect(found).toEqual(expected(values, classes, places, lowest));
    }
  });

  it('is the first of those that are equal', () => {
    const best = new BestClasses();
    best.find(Float32Array.of(0.5, 0.2, 0.5, 0.2), 0, 2, 2, 0.1);
    expect([...best.ids]).toEqual([0, 0]);
  });

  it('is not said where one score is no number, wherever that stands', () => {
    const best = new BestClasses();
    for (let place = 0; place < 19; place += 1) {
      const values = new Float32Array(2 * 19).fill(0.01);
      values[19 + place] = NaN;
      expect(() => best.find(values, 0, 2, 19, 0.25)).toThrow(NotFiniteError);
    }
  });
});
