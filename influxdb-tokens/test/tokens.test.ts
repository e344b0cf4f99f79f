import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Config, ensureTokens, FolderStore, InfluxDatabase, NotReadyError, RefusedError } from '../src/index.js';
import { FakeInfluxDb } from '../src/testing/influxdb-api.js';

let folder = '';
let influx: FakeInfluxDb;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'influxdb-tokens-'));
  influx = await FakeInfluxDb.start();
});
afterEach(async () => {
  await influx.stop();
  rmSync(folder, { recursive: true });
});

const read = (name: string): string => readFileSync(path.join(folder, `${name}-token`), 'utf8').trim();
const modeOf = (name: string): string => (statSync(path.join(folder, name)).mode & 0o777).toString(8);

/** Runs it as the container does; what it reported, by name. */
async function ensure(settings: Partial<Config> = {}): Promise<Record<string, string>> {
  const config = {
    url: new URL(influx.url),
    org: 'framewatch',
    bucket: 'framewatch',
    adminTokenFile: '/run/secrets/influxdb-admin-token',
    adminToken: influx.adminToken,
    ...settings,
  };
  const outcomes: Record<string, string> = {};
  const report = (name: string, outcome: string): void => void (outcomes[name] = outcome);
  await ensureTokens(new InfluxDatabase(config), new FolderStore(folder), report);
  return outcomes;
}

/** The message with which it fails, which names no token. */
async function failure(settings: Partial<Config> = {}): Promise<Error> {
  const error = await ensure(settings).then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason as Error
  );
  for (const secret of [influx.adminToken, ...influx.authorizations.map(({ token }) => token)]) {
    expect(error.message).not.toContain(secret);
  }
  return error;
}

describe('ensureTokens', () => {
  it('makes one token that may write to the bucket and one that may read it, and no more than that', async () => {
    expect(await ensure()).toEqual({ runner: 'made', grafana: 'made' });
    const { id } = influx.bucket;
    const resource = { type: 'buckets', id, orgID: influx.org.id };
    expect(influx.authorizations).toMatchObject([
      { description: 'framewatch-runner', status: 'active', permissions: [{ action: 'write', resource }] },
      { description: 'framewatch-grafana', status: 'active', permissions: [{ action: 'read', resource }] },
    ]);
    expect(influx.authorizations.map(({ permissions }) => permissions.length)).toEqual([1, 1]);
    expect([influx.lets(read('runner'), 'write'), influx.lets(read('runner'), 'read')]).toEqual([true, false]);
    expect([influx.lets(read('grafana'), 'write'), influx.lets(read('grafana'), 'read')]).toEqual([false, true]);
  });

  it('lets runner and Grafana read them, which are other users, whatever the umask is', async () => {
    const before = process.umask(0o077);
    try {
      await ensure();
    } finally {
      process.umask(before);
    }
    expect([modeOf('runner-token'), modeOf('grafana-token')]).toEqual(['444', '444']);
    expect(readFileSync(path.join(folder, 'runner-token'), 'utf8')).toBe(`${read('runner')}\n`);
  });

  it('changes nothing when it is run again', async () => {
    await ensure();
    const before = [read('runner'), read('grafana')];
    influx.requests.length = 0;
    expect(await ensure()).toEqual({ runner: 'kept', grafana: 'kept' });
    expect([read('runner'), read('grafana')]).toEqual(before);
    expect(influx.requests).toEqual(['GET /api/v2/buckets 200', 'GET /api/v2/authorizations 200']);
  });

  it('makes them again for a database that was made anew, which does not know the old ones', async () => {
    await ensure();
    influx.renew();
    expect(await ensure()).toEqual({ runner: 'replaced', grafana: 'replaced' });
    expect([influx.lets(read('runner'), 'write'), influx.lets(read('grafana'), 'read')]).toEqual([true, true]);
  });

  it('makes them again for a bucket that was made anew, though the database knows the old ones', async () => {
    await ensure();
    influx.renewBucket();
    expect(await ensure()).toEqual({ runner: 'replaced', grafana: 'replaced' });
    expect([influx.lets(read('runner'), 'write'), influx.lets(read('grafana'), 'read')]).toEqual([true, true]);
  });

  it.each([
    [
      'is deleted in the database',
      (one: { id: string }) => (influx.authorizations = influx.authorizations.filter((a) => a.id !== one.id)),
    ],
    ['is switched off there', (one: { status: string }) => void (one.status = 'inactive')],
    [
      'may do more than it should',
      (one: { permissions: unknown[] }) => void one.permissions.push(influx.authorizations[1]?.permissions[0]),
    ],
  ])('replaces the one token that %s, and keeps the other', async (_, spoil) => {
    await ensure();
    const [runner, grafana] = [read('runner'), read('grafana')];
    spoil(influx.authorizations[0]!);
    expect(await ensure()).toEqual({ runner: 'replaced', grafana: 'kept' });
    expect(read('runner')).not.toBe(runner);
    expect(read('grafana')).toBe(grafana);
    expect(influx.lets(read('runner'), 'write')).toBe(true);
  });

  it('keeps a token that somebody made by hand for the same purpose', async () => {
    const resource = { type: 'buckets' as const, id: influx.bucket.id };
    const { token } = influx.add({ description: 'mine', permissions: [{ action: 'write', resource }] });
    writeFileSync(path.join(folder, 'runner-token'), token);
    expect(await ensure()).toEqual({ runner: 'kept', grafana: 'made' });
    expect(read('runner')).toBe(token);
  });

  it('replaces the administrator’s token, which may do everything, and an empty file', async () => {
    writeFileSync(path.join(folder, 'runner-token'), `${influx.adminToken}\n`);
    writeFileSync(path.join(folder, 'grafana-token'), '');
    expect(await ensure()).toEqual({ runner: 'replaced', grafana: 'made' });
  });
});

describe('an interrupted run', () => {
  it('leaves no second token behind when the answer with the first one was lost', async () => {
    influx.swallowNextCreation = true;
    expect(await failure()).toBeInstanceOf(NotReadyError);
    expect(readdirSync(folder)).toEqual([]);
    expect(await ensure()).toEqual({ runner: 'restored', grafana: 'made' });
    expect(influx.authorizations).toHaveLength(2);
    expect(influx.lets(read('runner'), 'write')).toBe(true);
  });

  it('goes on after the token that was made', async () => {
    await ensure();
    rmSync(path.join(folder, 'grafana-token'), { force: true });
    const runner = read('runner');
    expect(await ensure()).toEqual({ runner: 'kept', grafana: 'restored' });
    expect(read('runner')).toBe(runner);
  });

  it('is not stopped by a half-written file, which even its owner may not write to', async () => {
    writeFileSync(path.join(folder, 'runner-token.new'), 'half');
    chmodSync(path.join(folder, 'runner-token.new'), 0o444);
    expect(await ensure()).toEqual({ runner: 'made', grafana: 'made' });
    expect(readdirSync(folder).sort()).toEqual(['grafana-token', 'runner-token']);
  });
});

describe('what is said when it cannot be done', () => {
  it.each([503, 500, 429, null])('waits where the database answers %s', async (status) => {
    influx.failures.push(status);
    const error = await failure();
    expect(error).toBeInstanceOf(NotReadyError);
    expect(error.message).toMatch(
      /^InfluxDB at http:\/\/127\.0\.0\.1:\d+: (answers (503|500|429)|no answer \(ECONNRESET\))$/
    );
  });

  it('waits where nobody listens', async () => {
    const url = new URL('http://127.0.0.1:1');
    expect(await failure({ url })).toEqual(
      new NotReadyError('InfluxDB at http://127.0.0.1:1', 'no answer (ECONNREFUSED)')
    );
  });

  it('names the file whose token is not the administrator’s, and what to do', async () => {
    const error = await failure({ adminToken: 'of-another-volume' });
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toMatch(
      /does not take the token in \/run\/secrets\/influxdb-admin-token for its administrator's.*Put that one back/
    );
    expect(error.message).not.toContain('of-another-volume');
  });

  it.each([
    ['bucket', { bucket: 'other' }],
    ['organization', { org: 'other' }],
  ])('names a missing %s, and does not wait for it', async (_, settings) => {
    const error = await failure(settings);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain('INFLUX_ORG and INFLUX_BUCKET');
  });

  it('says that the token may not make others', async () => {
    influx.failures.push(403);
    expect((await failure()).message).toMatch(/does not let the token .* make others/);
  });

  it.each([302, 404, 418])('takes what answers %s for another server', async (status) => {
    influx.failures.push(status);
    expect(await failure()).toBeInstanceOf(RefusedError);
  });

  it('names the folder that it cannot write to', async () => {
    rmSync(folder, { recursive: true });
    const error = await failure();
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toMatch(/cannot write the tokens in \S+ \(ENOENT\).*delete the volume influxdb-tokens/);
    folder = mkdtempSync(path.join(tmpdir(), 'influxdb-tokens-'));
  });
});

describe('the stand-in for InfluxDB', () => {
  const post = (body: unknown): Promise<Response> =>
    fetch(`${influx.url}/api/v2/authorizations`, {
      method: 'POST',
      headers: { authorization: `Token ${influx.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const right = (): Record<string, unknown> => ({
    orgID: influx.org.id,
    permissions: [{ action: 'read', resource: { type: 'buckets', id: influx.bucket.id } }],
  });

  it('takes what is right', async () => {
    expect((await post(right())).status).toBe(201);
  });

  it.each([
    ['a field that InfluxDB does not know', () => ({ ...right(), readDbrps: true })],
    [
      'a resource that it does not know',
      () => ({ ...right(), permissions: [{ action: 'read', resource: { type: 'dbrps' } }] }),
    ],
    [
      'an action that it does not know',
      () => ({ ...right(), permissions: [{ action: 'list', resource: { type: 'dbrp' } }] }),
    ],
    ['an id that is none', () => ({ ...right(), orgID: 'framewatch' })],
    ['no permissions', () => ({ ...right(), permissions: [] })],
    ['another organization', () => ({ ...right(), orgID: '0000000000000001' })],
  ])('refuses %s', async (_, body) => {
    expect((await post(body())).status).toBe(400);
  });

  it.each([
    ['GET', '/api/v2/tokens', 404],
    ['PUT', '/api/v2/authorizations', 405],
    ['GET', '/api/v2/buckets?bucket=framewatch', 400],
  ])('refuses %s %s', async (method, url, status) => {
    const headers = { authorization: `Token ${influx.adminToken}` };
    expect((await fetch(influx.url + url, { method, headers })).status).toBe(status);
  });
});
