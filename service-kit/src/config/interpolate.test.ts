import { interpolate } from './interpolate.js';

const fill = (values: Record<string, unknown>, env = {}) => interpolate(values, env, (path) => `a.yaml:${path.length}`);

describe('interpolate', () => {
  it('fills variables in, at any depth, and leaves what is no text', () => {
    const { values, problems } = fill({ list: [{ url: 'http://${HOST}:${PORT}' }], port: 1 }, { HOST: 'a', PORT: '2' });
    expect(values).toEqual({ list: [{ url: 'http://a:2' }], port: 1 });
    expect(problems).toEqual([]);
  });

  it('takes $${ for a plain ${', () => {
    expect(fill({ text: '$${HOST}' }, { HOST: 'a' }).values).toEqual({ text: '${HOST}' });
  });

  it.each([{}, { HOST: '' }])('names a variable that is not set: %j', (env) => {
    const message = 'environment variable HOST is not set, and ${HOST} needs it';
    expect(fill({ map: { url: '${HOST}' } }, env).problems).toEqual([{ key: 'map.url', origin: 'a.yaml:2', message }]);
  });

  it('does not show what is no name', () => {
    expect(JSON.stringify(fill({ text: 'a${s3cret!}' }).problems)).not.toContain('s3cret');
  });
});
