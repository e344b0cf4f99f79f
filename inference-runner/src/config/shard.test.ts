import { ConfigError, loadConfig } from './index.js';

const FILE = `
models: [{ name: pose, path: pose.onnx }]
streams:
  - { id: lobby, url: rtsp://10.0.0.8/1 }
  - { id: gate, url: rtsp://10.0.0.8/2 }
`;

function load(env: Record<string, string>, more = '') {
  const readText = (path: string) => {
    if (path === '/runner.yaml') return FILE + more;
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  };
  return loadConfig({ path: '/runner.yaml', env, cwd: '/', readText });
}

function problemsOf(...args: Parameters<typeof load>): string[] {
  try {
    load(...args);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const PEERS = 'http://inference-runner-{ordinal}.inference-runner-pods:8787';

describe('a shard', () => {
  it('is none unless the number of replicas is given', () => {
    const config = load({ HOSTNAME: 'inference-runner-2', FRAMEWATCH_SHARD_ORDINAL: '2' });
    expect(config.shard).toBeUndefined();
    expect(config.id).toBe('runner');
  });

  it('takes its number and its id from the name that Kubernetes gives a pod', () => {
    const config = load({ HOSTNAME: 'inference-runner-2', FRAMEWATCH_SHARD_REPLICAS: '3' });
    expect(config.shard).toEqual({ ordinal: 2, replicas: 3, maxReplicas: 3, peers: null, graceSeconds: 60 });
    expect(config.id).toBe('inference-runner-2');
    expect(config.streams.map(({ id }) => id)).toEqual(['lobby', 'gate']);
  });

  it('can be given in full, by the file or the environment', () => {
    const shard = { ordinal: 1, replicas: 2, maxReplicas: 6, peers: PEERS };
    const byFile = load({}, `shard: ${JSON.stringify({ ...shard, graceSeconds: 20 })}`);
    expect(byFile.shard).toEqual({ ...shard, graceSeconds: 20 });
    const byEnvironment = load({
      HOSTNAME: 'some-host-7',
      FRAMEWATCH_SHARD_ORDINAL: '1',
      FRAMEWATCH_SHARD_REPLICAS: '2',
      FRAMEWATCH_SHARD_MAX_REPLICAS: '6',
      FRAMEWATCH_SHARD_PEERS: PEERS,
    });
    expect(byEnvironment.shard).toEqual({ ...shard, graceSeconds: 60 });
    expect([byFile.id, byEnvironment.id]).toEqual(['runner-1', 'runner-1']);
  });

  it('leaves an id alone that somebody chose', () => {
    expect(load({ HOSTNAME: 'r-0', FRAMEWATCH_SHARD_REPLICAS: '1', FRAMEWATCH_RUNNER_ID: 'edge' }).id).toBe('edge');
  });

  it.each([
    [{ FRAMEWATCH_SHARD_REPLICAS: '2', HOSTNAME: 'laptop' }, 'shard.ordinal'],
    [{ FRAMEWATCH_SHARD_REPLICAS: '2', HOSTNAME: 'r-2' }, 'expected less than the number of replicas, 2'],
    [{ FRAMEWATCH_SHARD_REPLICAS: 'two', HOSTNAME: 'r-0' }, 'got "two", expected a number of replicas from 1 to 1000'],
    [{ FRAMEWATCH_SHARD_REPLICAS: '0', HOSTNAME: 'r-0' }, 'from 1 to 1000'],
    [{ FRAMEWATCH_SHARD_REPLICAS: '2', FRAMEWATCH_SHARD_ORDINAL: '-1' }, 'got -1'],
    [
      { FRAMEWATCH_SHARD_REPLICAS: '3', FRAMEWATCH_SHARD_MAX_REPLICAS: '2', HOSTNAME: 'r-0' },
      'shard.maxReplicas (environment variable FRAMEWATCH_SHARD_MAX_REPLICAS): got 2, expected `replicas` (3) or more',
    ],
    [{ FRAMEWATCH_SHARD_REPLICAS: '2', FRAMEWATCH_SHARD_MAX_REPLICAS: '3', HOSTNAME: 'r-0' }, 'shard.peers'],
    [{ FRAMEWATCH_SHARD_REPLICAS: '2', FRAMEWATCH_SHARD_PEERS: 'http://runner', HOSTNAME: 'r-0' }, '{ordinal} in it'],
    [{ FRAMEWATCH_SHARD_REPLICAS: '2', FRAMEWATCH_SHARD_PEERS: 'http://u:p@r-{ordinal}', HOSTNAME: 'r-0' }, 'got '],
  ])('is refused when it makes no sense: %o', (env, expected) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
    expect(problems[0]).not.toContain('u:p');
  });
});
