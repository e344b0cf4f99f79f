import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../tools.js';

/** Stands in for InfluxDB's program: notes how it was called, answers as it does. */
const INFLUX = `#!/usr/bin/env bash
echo "$INFLUX_TOKEN $*" >>"$CALLS"
case "$1 $2" in
  'bucket list') printf '%s\\tframewatch\\t720h0m0s\\n' "\${BUCKET:-0123456789abcdef}" ;;
  'auth create') [[ -n "\${BROKEN:-}" ]] || printf '{\\n\\t"id": "0f",\\n\\t"token": "token-of-%s==",\\n\\t"status": "active"\\n}\\n' "$4" ;;
esac
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'influxdb-tokens-'));
  writeFileSync(path.join(folder, 'influx'), INFLUX);
  chmodSync(path.join(folder, 'influx'), 0o755);
  writeFileSync(path.join(folder, 'admin-token'), 's3cret\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

function makeTokens(env: Record<string, string> = {}): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('bash', [path.join(root, 'provisioning/influxdb/tokens.sh')], {
    encoding: 'utf8',
    env: {
      PATH: `${folder}:${process.env.PATH ?? ''}`,
      CALLS: path.join(folder, 'calls'),
      INFLUX_HOST: 'http://influxdb:8086',
      INFLUX_BUCKET: 'framewatch',
      INFLUX_TOKEN_FILE: path.join(folder, 'admin-token'),
      OUTPUT_FOLDER: folder,
      ...env,
    },
  });
  return { status, output: stdout + stderr };
}
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

describe('provisioning/influxdb/tokens.sh', () => {
  it('makes a token that may write and one that may read', () => {
    expect(makeTokens().status).toBe(0);
    expect(read('calls').trim().split('\n')).toEqual([
      's3cret bucket list --name framewatch --hide-headers',
      's3cret auth create --description framewatch-runner --write-bucket 0123456789abcdef --json',
      's3cret auth create --description framewatch-grafana --read-bucket 0123456789abcdef --read-dbrps --json',
    ]);
    expect(read('runner-token')).toBe('token-of-framewatch-runner==\n');
    expect(read('grafana-token')).toBe('token-of-framewatch-grafana==\n');
  });

  it('lets runner and Grafana read them, which are other users', () => {
    makeTokens();
    expect((statSync(path.join(folder, 'runner-token')).mode & 0o777).toString(8)).toBe('444');
  });

  it('makes none again', () => {
    makeTokens();
    const before = read('calls');
    expect(makeTokens().status).toBe(0);
    expect(read('calls').slice(before.length)).toBe('s3cret bucket list --name framewatch --hide-headers\n');
  });

  it('makes them again for a database that was made anew, which does not know the old ones', () => {
    makeTokens();
    const before = read('calls');
    expect(makeTokens({ BUCKET: 'fedcba9876543210' }).status).toBe(0);
    expect(read('calls').slice(before.length)).toContain('--write-bucket fedcba9876543210');
    expect(read('calls').slice(before.length)).toContain('--read-bucket fedcba9876543210');
  });

  it('fails, and leaves nothing behind, when no token comes back', () => {
    const { status, output } = makeTokens({ BROKEN: 'yes' });
    expect(status).toBe(1);
    expect(output).toContain('no token for runner came back from http://influxdb:8086');
    expect(readdirSync(folder).sort()).toEqual(['admin-token', 'bucket-id', 'calls', 'influx']);
  });

  it('shows no secret', () => {
    expect(makeTokens().output).not.toMatch(/s3cret|token-of/);
  });
});
