import type { Fallback } from './messages.js';
import { ProviderSession, providersFor } from './providers.js';

/** A session that answers with the name of its provider, until `fails` says otherwise. */
class FakeSession {
  fails: Error | null = null;
  released = false;

  constructor(readonly provider: string) {}

  run(feeds: string): Promise<string> {
    return this.fails ? Promise.reject(this.fails) : Promise.resolve(`${feeds} on ${this.provider}`);
  }

  release(): Promise<void> {
    this.released = true;
    return Promise.reject(new Error('the device is gone'));
  }
}

function setUp(wanted: string[], refusing: string[] = []) {
  const sessions: FakeSession[] = [];
  const fallbacks: Fallback[] = [];
  const create = (provider: string) => {
    if (refusing.includes(provider)) return Promise.reject(new Error(`no ${provider} device`));
    const session = new FakeSession(provider);
    sessions.push(session);
    return Promise.resolve(session);
  };
  const open = ProviderSession.open<string, string, FakeSession>({
    wanted,
    present: ['cpu', 'cuda', 'webgpu'],
    create,
    onFallback: (fallback) => fallbacks.push(fallback),
  });
  return { open, sessions, fallbacks };
}

describe('a session on the first provider that takes the model', () => {
  it('says why others did not', async () => {
    const { open } = setUp(['tensorrt', 'webgpu', 'cuda'], ['webgpu']);
    const session = await open;
    expect(session.provider).toBe('cuda');
    expect(session.refused).toEqual([
      { provider: 'tensorrt', reason: 'not-in-build', detail: 'this build of ONNX Runtime does not have it' },
      { provider: 'webgpu', reason: 'not-loaded', detail: 'no webgpu device' },
    ]);
    expect(await session.run('picture')).toBe('picture on cuda');
  });

  it('is the CPU where none does, and where the CPU comes first', async () => {
    expect((await setUp(['cuda'], ['cuda']).open).provider).toBe('cpu');
    expect((await setUp(['cpu', 'cuda']).open).provider).toBe('cpu');
    expect((await setUp([]).open).provider).toBe('cpu');
  });

  it('makes a run that fails again on the CPU, and stays there', async () => {
    const { open, sessions, fallbacks } = setUp(['cuda']);
    const session = await open;
    const [gpu] = sessions;
    if (gpu) gpu.fails = new Error('CUDA error 700: illegal memory access');
    expect(await session.run('picture')).toBe('picture on cpu');
    expect(session.provider).toBe('cpu');
    expect(fallbacks).toEqual([{ from: 'cuda', to: 'cpu', reason: 'CUDA error 700: illegal memory access' }]);
    expect(gpu?.released).toBe(true);
    expect(await session.run('next')).toBe('next on cpu');
  });

  it('rejects what fails on the CPU too', async () => {
    const { open, sessions, fallbacks } = setUp(['cpu']);
    const session = await open;
    const [cpu] = sessions;
    if (cpu) cpu.fails = new Error('a dimension does not fit');
    await expect(session.run('picture')).rejects.toThrow('a dimension does not fit');
    expect(fallbacks).toEqual([]);
  });
});

describe('providers of `auto`', () => {
  it('are those of the system', () => {
    expect(providersFor(['auto'], 'linux')).toEqual(['tensorrt', 'cuda']);
    expect(providersFor(['auto'], 'win32')).toEqual(['tensorrt', 'cuda', 'dml']);
    expect(providersFor(['auto'], 'darwin')).toEqual(['coreml', 'webgpu']);
    expect(providersFor(['auto'], 'freebsd')).toEqual([]);
  });

  it('stand in its place, each once', () => {
    expect(providersFor(['webgpu', 'auto', 'cuda', 'cpu'], 'linux')).toEqual(['webgpu', 'tensorrt', 'cuda', 'cpu']);
  });
});
