import { someResult } from '@framewatch/viewer-client/testing';
import { FakeContext, FakePath, fakeCanvas } from '../../testing/fakeContext';
import { someStyle } from '../../testing/style';
import type { Picture } from '../decoder';
import { Renderer } from './Renderer';

beforeAll(() => {
  Object.assign(globalThis, { Path2D: FakePath });
});

function somePicture(width: number, height: number): Picture {
  const image = { name: `${width}×${height}` } as unknown as VideoFrame;
  return { image, epoch: 1, ptsUs: 0, captureTimeUs: 0, discontinuity: false, width, height, close: jest.fn() };
}

function setUp() {
  const pictures = new FakeContext();
  const overlays = new FakeContext();
  const video = fakeCanvas(pictures);
  const overlay = fakeCanvas(overlays);
  const renderer = new Renderer({ video, overlay });
  renderer.setStyle(someStyle());
  return { renderer, pictures, overlays, video, overlay };
}

const placeOf = ({ style }: HTMLElement) => [style.left, style.top, style.width, style.height];

const RESULT = someResult({ detections: [{ class: 'person', confidence: 0.9, box: [0, 0, 1, 1] }] });

it('places the picture in the panel and gives it the pixels of the screen', () => {
  const { renderer, pictures, video } = setUp();
  renderer.resize({ width: 400, height: 400 }, 2);
  const picture = somePicture(1600, 900);
  renderer.drawPicture(picture);
  expect(placeOf(video)).toEqual(['0px', '87.5px', '400px', '225px']);
  expect([video.width, video.height]).toEqual([800, 450]);
  expect(pictures.of('drawImage')[0]?.args).toEqual([picture.image, 0, 0, 800, 450]);
  expect(picture.close).not.toHaveBeenCalled();
});

it('draws the overlay in CSS pixels over the whole panel, sharp on a dense screen', () => {
  const { renderer, overlays, overlay } = setUp();
  renderer.resize({ width: 400, height: 300 }, 2);
  renderer.drawPicture(somePicture(400, 300));
  renderer.drawResult(RESULT);
  expect([overlay.width, overlay.height, overlay.style.width, overlay.style.height]).toEqual([
    800,
    600,
    '400px',
    '300px',
  ]);
  expect(overlays.of('setTransform').at(-1)?.args).toEqual([2, 0, 0, 2, 0, 0]);
  expect(overlays.of('stroke').at(-1)?.steps).toEqual(['rect 0 0 400 300']);
});

it('wipes the overlay before it draws the next one', () => {
  const { renderer, overlays } = setUp();
  renderer.resize({ width: 400, height: 300 }, 1);
  renderer.drawPicture(somePicture(400, 300));
  renderer.drawResult(RESULT);
  overlays.calls.length = 0;
  renderer.drawResult(null);
  expect(overlays.of('clearRect')[0]?.args).toEqual([0, 0, 400, 300]);
  expect(overlays.of('stroke')).toEqual([]);
});

it('follows a picture that changes its size', () => {
  const { renderer, video } = setUp();
  renderer.resize({ width: 1000, height: 1000 }, 1);
  renderer.drawPicture(somePicture(1600, 900));
  renderer.drawPicture(somePicture(900, 900));
  expect(placeOf(video)).toEqual(['0px', '0px', '1000px', '1000px']);
  expect([video.width, video.height]).toEqual([900, 900]);
});

it('keeps what it shows when the panel is resized', () => {
  const { renderer, pictures, overlays, video } = setUp();
  renderer.resize({ width: 400, height: 300 }, 1);
  renderer.drawPicture(somePicture(400, 300));
  renderer.drawResult(RESULT);
  overlays.calls.length = 0;
  renderer.resize({ width: 200, height: 150 }, 1);
  expect([video.width, video.height]).toEqual([200, 150]);
  expect(pictures.of('drawImage').at(-1)?.args?.slice(1)).toEqual([0, 0, 200, 150]);
  expect(overlays.of('stroke').at(-1)?.steps).toEqual(['rect 0 0 200 150']);
});

it('redraws with a new style', () => {
  const { renderer, overlays, video } = setUp();
  renderer.resize({ width: 400, height: 400 }, 1);
  renderer.drawPicture(somePicture(400, 200));
  renderer.drawResult(RESULT);
  renderer.setStyle(someStyle({ fit: 'cover', labels: false }));
  expect(placeOf(video)).toEqual(['-200px', '0px', '800px', '400px']);
  expect(overlays.of('stroke').at(-1)?.steps).toEqual(['rect -200 0 800 400']);
});
