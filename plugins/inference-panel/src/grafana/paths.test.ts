import { socketUrl, withoutSubPath } from './paths';

const PATH = '/api/datasources/proxy/uid/cams/viewer/v1/streams/lobby/live';

describe('socketUrl', () => {
  it.each([
    ['http://grafana.example:3000/d/abc', '', `ws://grafana.example:3000${PATH}`],
    ['https://grafana.example/', '', `wss://grafana.example${PATH}`],
    ['https://example.com/grafana/', '/grafana', `wss://example.com/grafana${PATH}`],
  ])('of a page at %s below "%s"', (page, subPath, url) => {
    expect(socketUrl(PATH, subPath, page)).toBe(url);
  });

  it('does not add the sub-path to a path that has it', () => {
    expect(socketUrl(`/grafana${PATH}`, '/grafana', 'https://example.com/grafana/')).toBe(
      `wss://example.com/grafana${PATH}`
    );
  });

  it('stays on the page’s own origin whatever the path looks like', () => {
    expect(new URL(socketUrl('//evil.example/live', '', 'https://example.com/')).host).toBe('example.com');
  });
});

it('takes the sub-path off for the backend service, which adds it itself', () => {
  expect(withoutSubPath(`/grafana${PATH}`, '/grafana')).toBe(PATH);
  expect(withoutSubPath(PATH, '/grafana')).toBe(PATH);
  expect(withoutSubPath(PATH, '')).toBe(PATH);
  expect(withoutSubPath('/grafanas/x', '/grafana')).toBe('/grafanas/x');
});
