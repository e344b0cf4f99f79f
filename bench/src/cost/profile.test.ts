import { type CpuProfile, sharesOf } from './profile.js';

const DIST = 'file:///app/inference-runner/dist';

/** A profile in which each place is on top of the stack for so many microseconds. */
function profile(places: readonly (readonly [url: string, micros: number, functionName?: string])[]): CpuProfile {
  return {
    nodes: places.map(([url, , functionName = 'f'], i) => ({ id: i + 1, callFrame: { functionName, url } })),
    samples: places.map((_, i) => i + 1),
    timeDeltas: places.map(([, micros]) => micros),
  };
}

const nonZero = (given: CpuProfile) => Object.fromEntries(Object.entries(sharesOf(given)).filter(([, share]) => share));

describe('sharesOf', () => {
  it.each([
    ['source', `${DIST}/source/session.js`],
    ['source', 'file:///app/node_modules/node-av/dist/lib/codec-context.js'],
    ['input', `${DIST}/model/input/rgb-scaler.js`],
    ['input', `${DIST}/picture/picture-scaler.js`],
    ['transfer', `${DIST}/model/session/session.js`],
    ['transfer', 'node:internal/worker/io'],
    ['sessionRun', '/app/node_modules/onnxruntime-node/dist/backend.js'],
    ['outputs', `${DIST}/model/families/movenet-multipose.js`],
    ['results', `${DIST}/pipeline/publisher/publisher.js`],
    ['relay', `${DIST}/relay/gop-cache.js`],
    ['serve', `${DIST}/viewer/live-session.js`],
    ['telemetry', `${DIST}/telemetry/series.js`],
    ['node', 'node:internal/timers'],
    ['node', ''],
  ])('counts as %s what runs in %s', (work, url) => {
    expect(nonZero(profile([[url, 7]]))).toEqual({ [work]: 1 });
  });

  it('leaves out what the thread waited, and tells the collector from the rest', () => {
    const given = profile([
      ['', 900, '(idle)'],
      ['', 20, '(garbage collector)'],
      ['', 20, '(program)'],
      [`${DIST}/relay/channel.js`, 60],
    ]);
    expect(nonZero(given)).toEqual({ garbage: 0.2, node: 0.2, relay: 0.6 });
  });

  it('counts native code for what called it, and leaves the profiler itself out', () => {
    const nodes = [
      { id: 1, callFrame: { functionName: '(root)', url: '' }, children: [2, 4, 6] },
      { id: 2, callFrame: { functionName: 'send', url: `${DIST}/model/session/worker.js` }, children: [3] },
      { id: 3, callFrame: { functionName: 'postMessage', url: '' } },
      { id: 4, callFrame: { functionName: 'post', url: 'node:inspector' }, children: [5] },
      { id: 5, callFrame: { functionName: 'dispatch', url: '' } },
      { id: 6, callFrame: { functionName: '(program)', url: '' } },
    ];
    expect(nonZero({ nodes, samples: [3, 5, 6], timeDeltas: [30, 500, 10] })).toEqual({ transfer: 0.75, node: 0.25 });
  });

  it('refuses a profile in which nothing was done', () => {
    expect(() => sharesOf(profile([['', 5, '(idle)']]))).toThrow('no busy time');
  });
});
