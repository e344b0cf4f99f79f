import { drawable, GLYPH_HEIGHT, GLYPH_WIDTH, isDot } from './font.js';

const drawn = (character: string) =>
  Array.from({ length: GLYPH_HEIGHT }, (_, row) =>
    Array.from({ length: GLYPH_WIDTH }, (_dot, column) => (isDot(character, column, row) ? '#' : '.')).join('')
  );
const ALL = [...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), '…'];

describe('the font', () => {
  it('is drawn dot by dot', () => {
    expect(drawn('R')).toEqual(['####.', '#...#', '#...#', '####.', '#.#..', '#..#.', '#...#']);
    expect(drawn('g')).toEqual(['.....', '.####', '#...#', '#...#', '.####', '....#', '.###.']);
    expect(drawn('7')).toEqual(['#####', '....#', '...#.', '..#..', '.#...', '.#...', '.#...']);
  });

  it('has every character of ASCII, each of them another picture', () => {
    expect(new Set(ALL.map((character) => drawn(character).join())).size).toBe(ALL.length);
    expect(ALL.filter((character) => drawn(character).join() === drawn('語').join())).toEqual([]);
  });

  it('draws letters with accents without, and what it has no picture of as a frame', () => {
    expect(drawable('Tür à ½')).toEqual(Array.from('Tur a 1⁄2'));
    expect(drawn('語')).toEqual(['#####', '#...#', '#...#', '#...#', '#...#', '#...#', '#####']);
    expect(drawn('constructor')).toEqual(drawn('語'));
  });
});
