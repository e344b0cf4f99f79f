import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exampleSnapshot } from '../src/testing/example-snapshot.js';
import { answers, FakeRunner, MISBEHAVIOUR } from '../src/testing/fake-runner.js';
import { FakeNvidiaSmi } from '../src/testing/fake-nvidia-smi.js';

const CLI = createRequire(import.meta.url).resolve('@framewatch/exporter/cli');

/** A started `framewatch-exporter`, with nothing of this process's own environment that could configure it. */
class Cli {
  output = '';
  readonly ended: Promise<number | null>;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = once(child, 'close').then(([code]) => code as number | null);
  }

  static start(args: string[], env: NodeJS.ProcessEnv = {}): Cli {
    const cli = new Cli(
      spawn(process.execPath, [CLI, ...args], {
        env: { PATH: process.env.PATH, EXPORTER_PORT: '0', EXPORTER_GPU: 'off', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    );
    started.push(cli);
    return cli;
  }

  /** The address that it says it listens on. */
  async url(): Promise<string> {
    for (;;) {
      const [, port] = /"port":(\d+),.*exporter listens/.exec(this.output) ?? [];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
      if (this.child.exitCode !== null || !this.child.stdout) throw new Error(`it ended: ${this.output}`);
      await once(this.child.stdout, 'data');
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

const started: Cli[] = [];
const runners: FakeRunner[] = [];
let folder = '';
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'exporter-cli-'))));
afterEach(async () => {
  for (const cli of started) cli.kill('SIGKILL');
  await Promise.all(started.splice(0).map((cli) => cli.ended));
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});
afterAll(() => rm(folder, { recursive: true }));

async function startRunner(behaviour = answers()): Promise<FakeRunner> {
  const runner = await FakeRunner.start(behaviour);
  runners.push(runner);
  return runner;
}

describe('framewatch-exporter', () => {
  it('logs as the runner does: one JSON object a line, with a word for the level and an ISO time', async () => {
    const cli = Cli.start([], { FRAMEWATCH_RUNNERS: 'http://127.0.0.1:1' });
    await cli.url();
    const [line = ''] = cli.output.split('\n');
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      host: '127.0.0.1',
      port: expect.any(Number) as number,
      runners: 1,
      gpu: false,
      msg: 'exporter listens',
    });
  });

  it('publishes the runners that the environment names', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map((id) => startRunner(answers(exampleSnapshot(id)))));
    const cli = Cli.start([], {
      FRAMEWATCH_RUNNERS: `http://${a?.address ?? ''},dns+http://localhost:${b?.port ?? 0}`,
      FRAMEWATCH_RUNNER_TOKEN: 's3cret',
    });
    const page = await (await fetch(`${await cli.url()}/metrics`)).text();
    expect(page).toContain('framewatch_runner_up{runner="a"} 1\nframewatch_runner_up{runner="b"} 1\n');
    expect(a?.requests[0]?.authorization).toBe('Bearer s3cret');
    expect(cli.output).not.toContain('s3cret');
  });

  it('reads a file', async () => {
    const runner = await startRunner();
    const smi = FakeNvidiaSmi.from('l40s-595.80.csv');
    const file = path.join(folder, 'exporter.yaml');
    await writeFile(file, `runners: [{ url: "http://${runner.address}" }]\ngpu: { command: ${smi.command} }\n`);
    const cli = Cli.start(['--config', file], { EXPORTER_GPU: '' });
    const page = await (await fetch(`${await cli.url()}/metrics`)).text();
    expect(page).toContain('framewatch_runner_up{runner="lobby"} 1\n');
    expect(page).toContain('framewatch_gpu_devices 1\n');
    smi.remove();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('finishes the running scrape and ends with 0 at %s', async (signal) => {
    let asked = (): void => undefined;
    const scraping = new Promise<void>((resolve) => (asked = resolve));
    const runner = await startRunner(() => asked());
    const cli = Cli.start([], {
      FRAMEWATCH_RUNNERS: `http://${runner.address}`,
      EXPORTER_SCRAPE_TIMEOUT_SECONDS: '0.5',
    });
    const response = fetch(`${await cli.url()}/metrics`);
    await scraping;
    cli.kill(signal);
    expect(await (await response).text()).toContain(`framewatch_runner_up{runner="${runner.address}"} 0\n`);
    expect(await cli.ended).toBe(0);
    expect(cli.output).toContain('exporter stopped');
  });

  it('starts while runners are down', async () => {
    const runner = await startRunner(MISBEHAVIOUR['closes the connection']);
    const cli = Cli.start([], { FRAMEWATCH_RUNNERS: `http://${runner.address}` });
    expect(await (await fetch(`${await cli.url()}/healthz`)).text()).toBe('ok\n');
  });

  it('ends with 1 and the remedy when its port is in use', async () => {
    const runner = await startRunner();
    const cli = Cli.start([], { FRAMEWATCH_RUNNERS: 'http://127.0.0.1:1', EXPORTER_PORT: String(runner.port) });
    expect(await cli.ended).toBe(1);
    expect(cli.output).toBe(
      `framewatch-exporter: cannot listen on 127.0.0.1:${runner.port}: the port is in use; stop what listens there or set another (EXPORTER_PORT)\n`
    );
  });

  it('ends with 1 and every mistake in its configuration', async () => {
    const cli = Cli.start([], { FRAMEWATCH_RUNNERS: 'runner:9321', EXPORTER_PORT: 'http' });
    expect(await cli.ended).toBe(1);
    expect(cli.output).toMatch(
      /^framewatch-exporter: port \(environment variable EXPORTER_PORT\): got "http", expected a port.*\nrunners\[0\]\.url/
    );
  });

  it.each([
    ['--help', 0, /^Usage: framewatch-exporter/],
    ['--version', 0, /^\d+\.\d+\.\d+\n$/],
    [
      '--nonsense',
      2,
      /^framewatch-exporter: unknown option --nonsense: known are --config VALUE, --version and --help\n$/,
    ],
    ['s3cret-token', 2, /^framewatch-exporter: an argument too many: known are [^\n]*\n$/],
    ['--token=s3cret', 2, /^framewatch-exporter: unknown option --token: known are [^\n]*\n$/],
    ['--config', 2, /^framewatch-exporter: --config needs a value: known are [^\n]*\n$/],
    ['--config=', 2, /^framewatch-exporter: --config needs a value: known are [^\n]*\n$/],
  ])('%s', async (option, code, output) => {
    const cli = Cli.start([option]);
    expect(await cli.ended).toBe(code);
    expect(cli.output).toMatch(output);
  });
});
