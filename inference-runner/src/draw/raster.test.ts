import { Raster } from './raster.js';

function picture(width: number, height: number) {
  const y = new Uint8Array(width * height);
  const [u, v] = [new Uint8Array((width / 2) * (height / 2)), new Uint8Array((width / 2) * (height / 2))];
  const raster = new Raster(width, height, [
    { data: y, stride: width },
    { data: u, stride: width / 2 },
    { data: v, stride: width / 2 },
  ]);
  const rows = () => Array.from({ length: height }, (_, row) => y.subarray(row * width, (row + 1) * width).join(''));
  return { raster, y, u, v, rows };
}

const COLOR = [1, 2, 3] as const;

describe('drawing into a 4:2:0 picture', () => {
  it('draws the outline of a box inwards', () => {
    const { raster, rows } = picture(8, 6);
    raster.box(1, 1, 6, 4, 1, COLOR);
    expect(rows()).toEqual(['00000000', '01111110', '01000010', '01000010', '01111110', '00000000']);
  });

  it('colours the chroma planes at half the size', () => {
    const { raster, u, v } = picture(8, 4);
    raster.fill(2, 0, 4, 2, COLOR);
    expect([...u]).toEqual([0, 2, 2, 0, 0, 0, 0, 0]);
    expect([...v]).toEqual([0, 3, 3, 0, 0, 0, 0, 0]);
  });

  it('draws lines in every direction', () => {
    const { raster, rows } = picture(4, 4);
    raster.line(0.5, 0.5, 3.5, 3.5, 1, COLOR);
    expect(rows()).toEqual(['1000', '0100', '0010', '0001']);
    const upwards = picture(4, 4);
    upwards.raster.line(0.5, 3.5, 3.5, 0.5, 1, COLOR);
    expect(upwards.rows()).toEqual(['0001', '0010', '0100', '1000']);
  });

  it('writes text in dots, in brightness only', () => {
    const { raster, rows, u } = picture(14, 8);
    raster.text(1, 0, ['i', '-'], 1, 1);
    expect(rows()).toEqual([
      '00010000000000',
      '00000000000000',
      '00110000000000',
      '00010001111100',
      '00010000000000',
      '00010000000000',
      '00111000000000',
      '00000000000000',
    ]);
    expect(Math.max(...u)).toBe(0);
  });

  it('cuts text off at the edges', () => {
    const { raster, rows } = picture(4, 4);
    raster.text(-2, -1, ['A', 'A'], 2, 1);
    expect(rows()).toEqual(['1111', '0000', '0000', '0000']);
    expect(() => raster.text(100, -100, ['A'], 1, 1)).not.toThrow();
  });

  it('writes nothing outside of the picture', () => {
    const { raster, y, rows } = picture(4, 4);
    raster.fill(-10, -10, 5, 5, COLOR);
    raster.fill(4, 4, 5, 5, COLOR);
    raster.fill(3, 3, 100, 100, COLOR);
    raster.line(-100, 2.5, 100, 2.5, 1, COLOR);
    expect(y).toHaveLength(16);
    expect(rows()).toEqual(['0000', '0000', '1111', '0001']);
  });
});
