import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FakeInfluxDb } from '../src/testing/influxdb-api.js';

const CLI = createRequire(import.meta.url).resolve('@framewatch/influxdb-tokens/cli');

let folder = '';
let influx: FakeInfluxDb;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'influxdb-tokens-cli-'));
  influx = await FakeInfluxDb.start();
  writeFileSync(path.join(folder, 'admin-token'), `${influx.adminToken}\n`);
});
afterEach(async () => {
  await influx.stop();
  rmSync(folder, { recursive: true });
});

function start(env: Record<string, string> = {}, args: string[] = []) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {
      INFLUX_URL: influx.url,
      INFLUX_ORG: 'framewatch',
      INFLUX_BUCKET: 'framewatch',
      INFLUX_TOKEN_FILE: path.join(folder, 'admin-token'),
      OUTPUT_FOLDER: folder,
      ...env,
    },
  });
  const run = { output: '', child, ended: once(child, 'close') };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (run.output += text));
  }
  return run;
}

describe('framewatch-influxdb-tokens', () => {
  it('waits for the database, makes the tokens, and shows none', async () => {
    influx.failures.push(503, 503);
    const run = start();
    expect(await run.ended).toEqual([0, null]);
    expect(run.output.replace(/:\d+/, ':PORT')).toBe(
      [
        'influxdb-tokens: waits for InfluxDB at http://127.0.0.1:PORT: answers 503',
        'influxdb-tokens: made a token for runner',
        'influxdb-tokens: made a token for grafana',
        '',
      ].join('\n')
    );
    const token = readFileSync(path.join(folder, 'grafana-token'), 'utf8').trim();
    expect(influx.lets(token, 'read')).toBe(true);
  });

  it('ends with 1 and the remedy where it is refused', async () => {
    writeFileSync(path.join(folder, 'admin-token'), 'another');
    const run = start();
    expect(await run.ended).toEqual([1, null]);
    expect(run.output).toMatch(/^influxdb-tokens: InfluxDB at .* does not take the token in/);
  });

  it('ends with 2 where its environment is not complete', async () => {
    const run = start({ INFLUX_ORG: '' });
    expect(await run.ended).toEqual([2, null]);
    expect(run.output).toBe('influxdb-tokens: INFLUX_ORG is missing\n');
  });

  it.each([
    ['--force', 'unknown option --force: known are --help'],
    ['http://user:s3cret@influxdb:8086', 'an argument too many: known are --help'],
  ])('ends with 2 for %s, and makes no token', async (argument, message) => {
    const run = start({}, [argument]);
    expect(await run.ended).toEqual([2, null]);
    expect(run.output).toBe(`influxdb-tokens: ${message}\n`);
    expect(readdirSync(folder)).toEqual(['admin-token']);
  });

  it('ends at once on SIGTERM while it waits', async () => {
    const run = start({ INFLUX_URL: 'http://127.0.0.1:1' });
    await once(run.child.stdout, 'data');
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual([143, null]);
  });
});
