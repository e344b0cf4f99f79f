import { clusterAccess, KubernetesSecretStore, NotReadyError, RefusedError } from '../src/index.js';
import { FakeKubernetes } from '../src/testing/kubernetes-api.js';

let kubernetes: FakeKubernetes;
beforeEach(async () => (kubernetes = await FakeKubernetes.start()));
afterEach(() => kubernetes.stop());

const store = (secret = 'framewatch'): KubernetesSecretStore => new KubernetesSecretStore(kubernetes.access, secret);

describe('KubernetesSecretStore', () => {
  it('keeps tokens as keys of the secret, beside the others', async () => {
    kubernetes.data = { 'runner-token': 'YQ==' };
    expect(await store().read('runner')).toBeNull();
    await store().write('runner', 'token==');
    expect(await store().read('runner')).toBe('token==');
    expect(kubernetes.data).toEqual({ 'runner-token': 'YQ==', 'influxdb-runner-token': 'dG9rZW49PQ==' });
  });

  it.each([429, 500, 503])('waits where the API answers %s', async (status) => {
    kubernetes.failures.push(status);
    await expect(store().read('runner')).rejects.toThrow(NotReadyError);
  });

  it('waits where nobody listens', async () => {
    const gone = await FakeKubernetes.start();
    await gone.stop();
    await expect(new KubernetesSecretStore(gone.access, 'framewatch').read('runner')).rejects.toThrow(
      new NotReadyError(`Kubernetes at ${gone.access.url}`, 'no answer (ECONNREFUSED)')
    );
  });

  it('says which rights are missing, and shows no token', async () => {
    kubernetes.mayPatch = false;
    const error = await store()
      .write('runner', 'token==')
      .catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toMatch(/does not let this pod change the secret framewatch .* \(403\): .* get and patch/);
    expect(String(error)).not.toMatch(/token==|service-account-token/);
  });

  it('may not touch another secret', async () => {
    await expect(store('other').read('runner')).rejects.toThrow('does not let this pod read the secret other');
  });

  it('says that the secret is missing', async () => {
    kubernetes.failures.push(404);
    await expect(store().read('runner')).rejects.toThrow('there is no secret framewatch of the namespace framewatch');
  });
});

describe('clusterAccess', () => {
  it('reads what Kubernetes puts into a pod', () => {
    const readText = (file: string): string => `${file.split('/').at(-1)}\n`;
    expect(clusterAccess(readText)).toEqual({
      url: 'https://kubernetes.default.svc',
      namespace: 'namespace',
      token: 'token',
    });
  });

  it('says what a program outside of a pod should set instead', () => {
    const readText = (): string => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    };
    expect(() => clusterAccess(readText)).toThrow(/\(ENOENT\): .* elsewhere set OUTPUT_FOLDER/);
  });
});
