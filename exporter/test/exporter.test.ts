import { spawnSync } from 'node:child_process';
import { METRICS } from '../../inference-runner/src/metrics.js';
import { pino } from 'pino';
import { createExporter, type Exporter, type ExporterConfig, type ExporterDeps } from '../src/index.js';
import { exampleMetrics, exampleSnapshot } from '../src/testing/example-snapshot.js';
import { everyMetric } from '../src/testing/every-metric.js';
import { FakeNvidiaSmi } from '../src/testing/fake-nvidia-smi.js';
import { answers, type Behaviour, FakeRunner, MISBEHAVIOUR, says } from '../src/testing/fake-runner.js';
import { expectGolden } from '../src/testing/golden.js';

/** What is to be stopped after a test. */
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

function startNvidiaSmi(smi: FakeNvidiaSmi): ExporterConfig['gpu'] {
  running.push({
    stop: () => {
      smi.remove();
      return Promise.resolve();
    },
  });
  return { command: smi.command, intervalMs: 5000, timeoutMs: 60_000 };
}

async function startRunner(behaviour: Behaviour = answers()): Promise<FakeRunner> {
  const runner = await FakeRunner.start(behaviour);
  running.push(runner);
  return runner;
}

/** Starts an exporter and returns the address of its metrics. */
async function startExporter(
  runners: ExporterConfig['runners'],
  config: Partial<ExporterConfig> = {},
  deps: ExporterDeps = {}
): Promise<string> {
  const exporter: Exporter = createExporter(
    {
      host: '127.0.0.1',
      port: 0,
      runners,
      scrapeTimeoutMs: 5000,
      maxResponseBytes: 200_000,
      maxSeriesPerRunner: 5000,
      gpu: null,
      logLevel: 'silent',
      ...config,
    },
    { log: pino({ level: 'silent' }), ...deps }
  );
  const { port } = await exporter.listen();
  running.push({ stop: () => exporter.close(0) });
  return `http://127.0.0.1:${port}/metrics`;
}

async function scrape(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.text();
}

/** Value of the sample with this name and labels; undefined where there is none. */
function sample(page: string, key: string): number | undefined {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${key} `));
  return line === undefined ? undefined : Number(line.slice(key.length + 1));
}

describe('a scrape', () => {
  it('is one page of runners, GPUs and the exporter itself', async () => {
    const [lobby, gate, down] = await Promise.all([
      startRunner(answers(exampleSnapshot('lobby', everyMetric(['door', 'stairs'])))),
      startRunner(answers(exampleSnapshot('gate', []))),
      startRunner(MISBEHAVIOUR['refuses the token']),
    ]);
    const url = await startExporter(
      [lobby.config, gate.config, { ...down.config, id: 'yard' }],
      { gpu: startNvidiaSmi(FakeNvidiaSmi.from('h200-two-610.43.02.csv')) },
      {
        now: () => 0,
        wallClock: () => 1_763_800_000_000,
        ownMetrics: () => Promise.resolve('# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds 1\n'),
      }
    );
    const page = await scrape(url);
    expectGolden('page.metrics', page);
    for (const { name } of METRICS) expect(page).toContain(`# TYPE ${name} `);
  });

  // promtool comes with the Debian package prometheus; where it is missing there is nothing to ask.
  const promtool = spawnSync('promtool', ['--version']).status === 0;
  (promtool ? it : it.skip)('is a page that promtool has nothing to say about', async () => {
    const runner = await startRunner(answers(exampleSnapshot('lobby', everyMetric(['door', 'stairs']))));
    const input = await scrape(await startExporter([runner.config]));
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('asks every runner anew, every time', async () => {
    let frames = 10;
    const runner = await startRunner((response, request) => {
      frames += 1;
      const samples = [{ labels: ['door'], value: frames }];
      const metric = { name: 'framewatch_frames_received_total', help: '', labels: ['stream'], samples };
      answers(exampleSnapshot('lobby', [{ ...metric, type: 'counter' }]))(response, request);
    });
    const url = await startExporter([runner.config]);
    const key = 'framewatch_frames_received_total{runner="lobby",stream="door"}';
    expect(sample(await scrape(url), key)).toBe(11);
    expect(sample(await scrape(url), key)).toBe(12);
  });

  it('publishes metrics, states and labels that it has never heard of', async () => {
    const samples = [{ labels: ['door', 'dreaming'], value: 1 }];
    const metric = { name: 'framewatch_stream_mood', help: 'Of a later version.', labels: ['stream', 'mood'], samples };
    const runner = await startRunner(answers(exampleSnapshot('lobby', [{ ...metric, type: 'gauge' }])));
    const page = await scrape(await startExporter([runner.config]));
    expect(sample(page, 'framewatch_stream_mood{runner="lobby",stream="door",mood="dreaming"}')).toBe(1);
  });

  it('leaves out what is odd, and says so', async () => {
    const [info, ...rest] = exampleMetrics();
    const odd = {
      ...exampleSnapshot(),
      metrics: [info, info, { ...info, name: 'up' }, ...rest, { ...rest[1], name: 'framewatch_odd', samples: [null] }],
    };
    const runner = await startRunner(says(JSON.stringify(odd)));
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const url = await startExporter([runner.config], {}, { log });
    const page = await scrape(url);
    expect(sample(page, 'framewatch_runner_up{runner="lobby"}')).toBe(1);
    expect(sample(page, 'framewatch_stream_up{runner="lobby",stream="door"}')).toBe(1);
    expect(sample(page, 'framewatch_exporter_elements_left_out{runner="lobby",element="metric"}')).toBe(2);
    expect(sample(page, 'framewatch_exporter_elements_left_out{runner="lobby",element="series"}')).toBe(1);
    await scrape(url);
    const told = lines.filter((line) => line.includes('is left out'));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/framewatch_build_info is reported twice.*metric up: its name is no metric/);
  });

  it('publishes a runner with too many series as down, and the others', async () => {
    const streams = Array.from({ length: 200 }, (_, i) => `door-${i}`);
    const [many, few] = await Promise.all([
      startRunner(answers(exampleSnapshot('many', exampleMetrics(streams)))),
      startRunner(),
    ]);
    const page = await scrape(await startExporter([many.config, few.config], { maxSeriesPerRunner: 500 }));
    expect(page.split('\n').filter((line) => line.includes('runner="many"'))).toEqual([
      'framewatch_runner_up{runner="many"} 0',
      expect.stringMatching(/^framewatch_exporter_runner_request_duration_seconds\{runner="many"\} /),
      'framewatch_exporter_duplicate_runners{runner="many"} 0',
      'framewatch_exporter_runner_error_info{runner="many",reason="too-many-series"} 1',
    ]);
    expect(sample(page, 'framewatch_stream_up{runner="lobby",stream="door"}')).toBe(1);
  });

  it.each(Object.entries(MISBEHAVIOUR))('answers within its deadline when a runner %s', async (_, behaviour) => {
    const [good, bad] = await Promise.all([startRunner(), startRunner(behaviour)]);
    const url = await startExporter([bad.config, good.config], { scrapeTimeoutMs: 500 });
    const page = await scrape(url);
    expect(sample(page, `framewatch_runner_up{runner="${bad.address}"}`)).toBe(0);
    expect(page).toMatch(
      new RegExp(`^framewatch_exporter_runner_error_info\\{runner="${bad.address}",reason="[a-z-]+"\\} 1$`, 'm')
    );
    expect(sample(page, 'framewatch_runner_up{runner="lobby"}')).toBe(1);
    expect(sample(page, 'framewatch_frames_inferred_total{runner="lobby",stream="door",model="movenet"}')).toBe(400);
  });

  it('publishes no value of a runner that is down, and keeps its label', async () => {
    const runner = await startRunner();
    const url = await startExporter([runner.config]);
    await scrape(url);
    await runner.stop();
    running.splice(running.indexOf(runner), 1);
    const page = await scrape(url);
    expect(page.split('\n').filter((line) => line.includes('runner="lobby"'))).toEqual([
      'framewatch_runner_up{runner="lobby"} 0',
      expect.stringMatching(/^framewatch_exporter_runner_request_duration_seconds\{runner="lobby"\} /),
      'framewatch_exporter_duplicate_runners{runner="lobby"} 0',
      'framewatch_exporter_runner_error_info{runner="lobby",reason="unreachable"} 1',
    ]);
  });

  it('publishes one of two runners with the same id, and says so', async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const [first, second] = await Promise.all([
      startRunner(answers(exampleSnapshot('lobby', exampleMetrics(['first'])))),
      startRunner(answers(exampleSnapshot('lobby', exampleMetrics(['second'])))),
    ]);
    const page = await scrape(await startExporter([first.config, second.config], {}, { log }));
    expect(sample(page, 'framewatch_exporter_duplicate_runners{runner="lobby"}')).toBe(1);
    expect(sample(page, 'framewatch_stream_up{runner="lobby",stream="first"}')).toBe(1);
    expect(page).not.toContain('stream="second"');
    expect(page.match(/^framewatch_runner_up\{/gm)).toHaveLength(1);
    expect(lines.join('')).toMatch(`"address":"${first.address}","duplicates":["${second.address}"]`);
  });

  it('finds the runners behind a name anew, every time', async () => {
    const runner = await startRunner();
    const addresses = jest
      .fn<Promise<{ address: string; family: number }[]>, [string]>()
      .mockResolvedValueOnce([])
      .mockResolvedValue([{ address: '127.0.0.1', family: 4 }]);
    const url = await startExporter(
      [{ url: new URL(`http://runners.example:${runner.port}`), discover: 'addresses', id: null, token: null }],
      {},
      { resolver: { addresses, services: () => Promise.resolve([]) } }
    );
    expect(sample(await scrape(url), `framewatch_runner_up{runner="runners.example:${runner.port}"}`)).toBe(0);
    expect(sample(await scrape(url), 'framewatch_runner_up{runner="lobby"}')).toBe(1);
  });

  it('says that there is no GPU, and nothing else of one', async () => {
    const page = await scrape(
      await startExporter([], { gpu: { command: '/nonexistent/nvidia-smi', intervalMs: 1000, timeoutMs: 1000 } })
    );
    expect(sample(page, 'framewatch_gpu_devices')).toBe(0);
    expect(page).not.toContain('nvidia_smi_');
  });

  it('is not held up by a GPU that hangs', async () => {
    const runner = await startRunner();
    const page = await scrape(
      await startExporter([runner.config], {
        scrapeTimeoutMs: 1000,
        gpu: startNvidiaSmi(FakeNvidiaSmi.of('exec sleep 60')),
      })
    );
    expect(sample(page, 'framewatch_runner_up{runner="lobby"}')).toBe(1);
    expect(page).not.toContain('gpu');
  });

  it('says nothing of GPUs that nobody is to look at', async () => {
    expect(await scrape(await startExporter([]))).not.toContain('gpu');
  });

  it('measures the process of the exporter', async () => {
    const page = await scrape(await startExporter([]));
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(sample(page, name)).toBeGreaterThanOrEqual(0);
    }
  });
});

const promtool = spawnSync('promtool', ['--version']).status === 0;

// promtool comes with the Debian package prometheus; where it is missing there is nothing to ask.
(promtool ? describe : describe.skip)('promtool check metrics', () => {
  const complaints = (page: string): string[] => {
    const { stderr } = spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' });
    return stderr.split('\n').filter((line) => line !== '');
  };

  it('has nothing to say of a page without GPU', async () => {
    const [runner, bad] = await Promise.all([startRunner(), startRunner(MISBEHAVIOUR['answers garbage'])]);
    expect(complaints(await scrape(await startExporter([runner.config, bad.config])))).toEqual([]);
  });

  it('minds only names that nvidia_gpu_exporter chose', async () => {
    const page = await scrape(
      await startExporter([], { gpu: startNvidiaSmi(FakeNvidiaSmi.from('tesla-t4-440.100.csv')) })
    );
    expect(sample(page, 'framewatch_gpu_devices')).toBe(1);
    expect(complaints(page).filter((line) => !/^nvidia_smi_\w+_count .*"_count" suffix$/.test(line))).toEqual([]);
  });
});
