import { type DataFrame, createDataFrame } from '@grafana/data';
import { endpointKey, findEndpoints, pickEndpoint } from './endpoints';

const base = '/api/datasources/proxy/uid/cams/viewer/v1';

function endpoint(stream: string) {
  const livePath = `${base}/streams/${stream}/live`;
  return { stream, datasourceUid: 'cams', livePath, live: true };
}

function frameWith(framewatch: unknown): DataFrame {
  return createDataFrame({ fields: [], meta: { custom: { framewatch } } });
}

describe('findEndpoints', () => {
  it('finds the endpoints that the frames carry, each stream once, in their order', () => {
    const frames = ['lobby', 'gate', 'lobby'].map((stream) => frameWith(endpoint(stream)));
    expect(findEndpoints([createDataFrame({ fields: [] }), ...frames])).toEqual([endpoint('lobby'), endpoint('gate')]);
  });

  it.each([
    ['a path on another origin', { ...endpoint('lobby'), livePath: 'https://evil.example/live' }],
    ['no live path', { ...endpoint('lobby'), livePath: undefined }],
    ['something else', 'lobby'],
    ['nothing', null],
  ])('does not believe %s', (_, framewatch) => {
    expect(findEndpoints([frameWith(framewatch)])).toEqual([]);
  });
});

describe('pickEndpoint', () => {
  const all = [endpoint('lobby'), endpoint('gate')];

  it('takes the first where none was chosen', () => {
    expect(pickEndpoint(all, '')).toBe(all[0]);
    expect(pickEndpoint([], '')).toBeUndefined();
  });

  it('takes the one that was chosen, and no other in its place', () => {
    expect(pickEndpoint(all, 'gate')).toBe(all[1]);
    expect(pickEndpoint(all, 'yard')).toBeUndefined();
  });
});

it('knows an endpoint again in new frames', () => {
  expect(endpointKey(endpoint('lobby'))).toBe(endpointKey({ ...endpoint('lobby') }));
  expect(endpointKey(endpoint('lobby'))).not.toBe(endpointKey(endpoint('gate')));
});
