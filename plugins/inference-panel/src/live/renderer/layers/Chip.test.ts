import { FakeContext } from '../../../testing/fakeContext';
import { TextWidths } from '../TextWidths';
import { drawChip } from './Chip';

const STYLE = { fontFamily: 'Inter', background: 'black', color: 'white' };
/** Ten pixels for each character, and four on either side. */
function draw(text: string, at: [number, number], width = 200) {
  const fake = new FakeContext();
  drawChip(fake.context, new TextWidths(), text, at, { x: 10, y: 20, width, height: 100 }, STYLE);
  return { box: fake.of('fillRect')[0]?.args, text: fake.of('fillText')[0]?.args?.[0] };
}

it('stands where it is put', () => {
  expect(draw('door', [50, 60])).toEqual({ box: [50, 60, 48, 18], text: 'door' });
});

it.each<[[number, number], unknown[]]>([
  [
    [0, 0],
    [10, 20, 48, 18],
  ],
  [
    [300, 300],
    [162, 102, 48, 18],
  ],
])('is moved from %j into the picture', (at, box) => {
  expect(draw('door', at).box).toEqual(box);
});

it('is cut off where the picture is too narrow', () => {
  expect(draw('a long message', [10, 20], 100)).toEqual({ box: [10, 20, 98, 18], text: 'a long m…' });
});
