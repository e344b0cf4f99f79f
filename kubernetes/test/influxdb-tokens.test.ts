import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../src/paths.js';

/** Stands in for kubectl: runs what is for the pod here, in a folder of its own, and keeps what the secret is patched with. */
const KUBECTL = `#!/usr/bin/env bash
shift 2 # --namespace NAME
echo "$*" >>"$FOLDER/kubectl-calls"
case "$1" in
  get) cat "$FOLDER/secret" 2>/dev/null || true ;;
  patch) cat >"$FOLDER/secret" ;;
  exec)
    shift 3 # exec POD --
    args=("\${@//\\/tmp/$FOLDER/tmp}")
    "\${args[@]//\\/run\\/secrets/$FOLDER}"
    ;;
esac
`;
const INFLUX = `#!/usr/bin/env bash
case "$1 $2" in
  'bucket list') printf '0123456789abcdef\\tframewatch\\t720h0m0s\\n' ;;
  'auth create') [[ $INFLUX_TOKEN = s3cret ]] && printf '{"token": "token-of-%s=="}\\n' "$4" ;;
esac
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'k8s-tokens-'));
  mkdirSync(path.join(folder, 'tmp'));
  for (const [name, text] of Object.entries({ kubectl: KUBECTL, influx: INFLUX })) {
    writeFileSync(path.join(folder, name), text);
    chmodSync(path.join(folder, name), 0o755);
  }
  writeFileSync(path.join(folder, 'influxdb-admin-token'), 's3cret\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('bash', [path.join(ROOT, 'kubernetes/influxdb-tokens.sh')], {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH ?? ''}`, FOLDER: folder },
  });
  return { status, output: stdout + stderr };
}
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

describe('kubernetes/influxdb-tokens.sh', () => {
  it('puts a token that may write and one that may read into the secret', () => {
    expect(run()).toMatchObject({ status: 0 });
    expect(JSON.parse(read('secret'))).toEqual({
      stringData: {
        'influxdb-runner-token': 'token-of-framewatch-runner==',
        'influxdb-grafana-token': 'token-of-framewatch-grafana==',
      },
    });
  });

  it('shows no token, neither in its words nor in arguments', () => {
    expect(run().output).not.toMatch(/s3cret|token-of/);
    expect(read('secret')).toMatch(/token-of/);
    expect(read('kubectl-calls')).not.toMatch(/s3cret|token-of/);
  });

  it('leaves tokens that are there, and makes no others', () => {
    writeFileSync(path.join(folder, 'secret'), 'dG9rZW4=');
    expect(run()).toMatchObject({ status: 0 });
    expect(read('secret')).toBe('dG9rZW4=');
    expect(read('kubectl-calls').trim().split('\n')).toHaveLength(1);
  });

  it('changes nothing when InfluxDB refuses', () => {
    writeFileSync(path.join(folder, 'influxdb-admin-token'), 'another\n');
    expect(run().status).not.toBe(0);
    expect(read('kubectl-calls')).not.toContain('patch');
  });
});
