import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema } from './schema.js';
import { loadConfig } from './index.js';

const ROOM = join(__dirname, '../..');
const EXAMPLE = join(ROOM, 'framewatch.example.yaml');
const DOCS = readFileSync(join(ROOM, '../docs/configuration.md'), 'utf8');

/** Every key of the schema, as in `streams[].url`. */
function keysOf(schema: unknown, path = ''): string[] {
  const {
    shape,
    element,
    innerType,
    in: written,
    options,
  } = ((schema as { def?: unknown }).def ?? {}) as Record<string, unknown>;
  if (Array.isArray(options)) return options.flatMap((option) => keysOf(option, path));
  if (innerType) return keysOf(innerType, path);
  if (written) return keysOf(written, path);
  if (element) return keysOf(element, `${path}[]`);
  if (!shape) return [path];
  return Object.entries(shape).flatMap(([key, value]) => keysOf(value, path ? `${path}.${key}` : key));
}

describe('the example configuration', () => {
  const readText = (path: string) => (path.startsWith('/run/secrets/') ? 'a-secret-token' : readFileSync(path, 'utf8'));

  it('is valid', () => {
    const env = { CAMERA_USER: 'anna', CAMERA_PASSWORD: 'secret' };
    const config = loadConfig({ path: EXAMPLE, env, cwd: '/', readText });
    expect(config).toMatchObject({
      id: 'edge-1',
      streams: [{ id: 'lobby', url: 'rtsp://anna:secret@10.0.0.8/stream1', targetFps: 15 }, { id: 'recording' }],
      viewer: { host: '0.0.0.0', tokens: ['a-secret-token'] },
      sinks: [{ type: 'influxdb', name: 'influxdb', token: 'a-secret-token' }],
    });
  });

  it('asks for the variables that it needs', () => {
    expect(() => loadConfig({ path: EXAMPLE, env: {}, cwd: '/', readText })).toThrow(
      'environment variable CAMERA_USER is not set'
    );
  });
});

describe('docs/configuration.md', () => {
  it.each(keysOf(configSchema))('describes %s', (key) => {
    expect(DOCS).toContain(`| \`${key}\` `);
  });
});
