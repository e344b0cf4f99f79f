import type { PlayerReport } from '../../live';
import { describeView } from './describeView';

const REPORT: PlayerReport = {
  state: { kind: 'live' },
  pictureAgeMs: 20,
  withoutResult: false,
  behind: null,
  reduction: null,
  stats: {
    shownFps: 30,
    inferredFps: 30,
    latencyMs: 120,
    dropped: 0,
    skipped: 0,
    skippedFps: 0,
    malformed: 0,
    sync: 'exact',
    decoder: 'webcodecs',
    refused: [],
    execution: null,
  },
};
const slowModel = { ...REPORT.stats, shownFps: 8, inferredFps: 8, skippedFps: 22 };
const texts = (change: Partial<PlayerReport>, { otherTime = false, figures = true } = {}) =>
  describeView({ ...REPORT, ...change }, { otherTime, figures }).map(({ text }) => text);

it('says nothing of a picture that is as it should be', () => {
  expect(texts({})).toEqual([]);
});

it.each<[Partial<PlayerReport>, string]>([
  [{ withoutResult: true }, 'no result for this picture'],
  [{ behind: { cause: 'browser', lagMs: 6_200 } }, 'this browser is behind: 6 s'],
  [
    { behind: { cause: 'browser', lagMs: 300 }, stats: { ...REPORT.stats, shownFps: 1 } },
    'this browser is behind: 1 fps',
  ],
  [{ behind: { cause: 'connection', lagMs: 4_000 } }, 'this connection is behind: 4 s'],
  [{ reduction: { decoder: 'jpeg', maxFps: null, keysOnly: false } }, 'reduced: JPEG'],
  [{ reduction: { decoder: 'jpeg', maxFps: 5, keysOnly: false } }, 'reduced: JPEG, 5 fps'],
  [{ reduction: { decoder: 'webcodecs', maxFps: null, keysOnly: true } }, 'reduced: key frames only'],
  [{ stats: slowModel }, 'shows 8 of 30 fps'],
])('says in a word what is the matter: %j', (change, text) => {
  expect(texts(change)).toEqual([text]);
});

it('names the way to see every picture while the model is slower than the camera', () => {
  const [badge] = describeView({ ...REPORT, stats: slowModel }, { otherTime: false, figures: true });
  expect(badge?.detail).toContain('"Smooth" shows every picture');
  expect(texts({ stats: { ...slowModel, sync: 'smooth' } })).toEqual([]);
  expect(texts({ stats: slowModel }, { figures: false })).toEqual([]);
  expect(texts({ stats: { ...REPORT.stats, skippedFps: 2 } })).toEqual([]);
});

it('does not blame the model where the browser is slower still', () => {
  expect(texts({ stats: { ...slowModel, shownFps: 2, inferredFps: 18, skippedFps: 3 } })).toEqual([]);
  expect(texts({ stats: slowModel, behind: { cause: 'browser', lagMs: 2_000 } })).toEqual([
    'this browser is behind: 2 s',
  ]);
});

it('says first that the picture is of another time', () => {
  expect(texts({ withoutResult: true }, { otherTime: true })[0]).toBe('live, not the range shown');
});
