import type { RunnerConfig } from '../config/index.js';
import { RunnerUnavailableError } from './errors.js';
import { resolveTargets, type Resolver } from './targets.js';

const config = (url: string, discover: RunnerConfig['discover']): RunnerConfig => ({
  url: new URL(url),
  discover,
  id: null,
  token: { value: 'secret' },
});

const resolver = (found: Partial<Resolver>): Resolver => ({
  addresses: () => Promise.reject(new Error('not asked for')),
  services: () => Promise.reject(new Error('not asked for')),
  ...found,
});

async function urls(runner: RunnerConfig, found: Partial<Resolver>): Promise<string[]> {
  return (await resolveTargets(runner, resolver(found))).map(({ url }) => url.href);
}

describe('resolveTargets', () => {
  it('asks no name server for a plain address', async () => {
    expect(await urls(config('http://runner:9321/base', 'none'), {})).toEqual(['http://runner:9321/base']);
  });

  it('finds every address of a name, in an order that stays', async () => {
    const addresses = (): Promise<{ address: string; family: number }[]> =>
      Promise.resolve(['10.0.0.9', '10.0.0.10', '10.0.0.9'].map((address) => ({ address, family: 4 })));
    expect(await urls(config('http://runner:9321', 'addresses'), { addresses })).toEqual([
      'http://10.0.0.10:9321/',
      'http://10.0.0.9:9321/',
    ]);
  });

  it('takes a host with both kinds of address once', async () => {
    const addresses = (): Promise<{ address: string; family: number }[]> =>
      Promise.resolve([
        { address: 'fd00::1', family: 6 },
        { address: '10.0.0.1', family: 4 },
      ]);
    expect(await urls(config('http://runner:9321', 'addresses'), { addresses })).toEqual(['http://10.0.0.1:9321/']);
  });

  it('takes IPv6 addresses where there are no others', async () => {
    const addresses = (): Promise<{ address: string; family: number }[]> =>
      Promise.resolve([{ address: 'fd00::1', family: 6 }]);
    expect(await urls(config('http://runner:9321', 'addresses'), { addresses })).toEqual(['http://[fd00::1]:9321/']);
  });

  it('takes host and port of SRV records', async () => {
    const services = (): Promise<{ name: string; port: number }[]> =>
      Promise.resolve([
        { name: 'b.local', port: 2 },
        { name: 'a.local', port: 1 },
      ]);
    expect(await urls(config('https://_viewer._tcp.runner', 'srv'), { services })).toEqual([
      'https://a.local:1/',
      'https://b.local:2/',
    ]);
  });

  it('keeps the name for the Host header and for TLS, and the token', async () => {
    const addresses = (): Promise<{ address: string; family: number }[]> =>
      Promise.resolve([{ address: '10.0.0.1', family: 4 }]);
    const [target] = await resolveTargets(config('https://runner:9321', 'addresses'), resolver({ addresses }));
    expect(target).toMatchObject({ authority: new URL('https://runner:9321'), token: { value: 'secret' } });
  });

  it('says that a name is not known', async () => {
    const cause = new Error('ENOTFOUND');
    const failing = resolver({ addresses: () => Promise.reject(cause) });
    const error: unknown = await resolveTargets(config('http://runner:1', 'addresses'), failing).catch(
      (e: unknown) => e
    );
    expect(error).toBeInstanceOf(RunnerUnavailableError);
    expect(error).toMatchObject({ reason: 'unresolved', cause, message: expect.stringContaining('runner') as string });
  });

  it('says that a name has no addresses', async () => {
    const empty = resolver({ services: () => Promise.resolve([]) });
    await expect(resolveTargets(config('http://_v._tcp.runner', 'srv'), empty)).rejects.toMatchObject({
      reason: 'unresolved',
      message: '_v._tcp.runner has no addresses: are its runners started?',
    });
  });
});
