import { pino } from 'pino';
import type { GpuConfig } from '../../src/config/index.js';
import { FakeNvidiaSmi } from '../../src/testing/fake-nvidia-smi.js';
import type { Mark } from '../../src/gpu/condition.js';
import { GpuReader, type GpuReading, NO_READING } from '../../src/gpu/reader.js';

const H200 = 'h200-two-610.43.02.csv';
const L40S = 'l40s-595.80.csv';
const NO_DRIVER = `echo "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."; exit 9`;
const NEVER = new AbortController().signal;

/** A reader with a clock that only this test moves. */
function reader(smi: { command: string }, config: Partial<GpuConfig> = {}): Setup {
  const lines: string[] = [];
  const setup = { time: 0, lines };
  const gpu = new GpuReader(
    { command: smi.command, intervalMs: 5000, timeoutMs: 10_000, ...config },
    {
      log: pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) }),
      now: () => setup.time,
      wallClock: () => 1_763_800_000_000 + setup.time,
    }
  );
  started.push(gpu);
  return Object.assign(setup, { gpu });
}
interface Setup {
  time: number;
  lines: string[];
  gpu: GpuReader;
}

const started: GpuReader[] = [];
let smi: FakeNvidiaSmi | undefined;
afterEach(async () => {
  await Promise.all(started.splice(0).map((gpu) => gpu.close()));
  smi?.remove();
  smi = undefined;
});

const names = ({ gpus }: GpuReading): string[] => (gpus ?? []).map(({ info }) => info.name ?? '');

describe('GpuReader', () => {
  it('reads the GPUs', async () => {
    smi = FakeNvidiaSmi.from(L40S);
    const reading = await reader(smi).gpu.read(NEVER);
    expect(names(reading)).toEqual(['NVIDIA L40S']);
    expect(reading.health).toEqual({ success: true, exitCode: 0, seconds: 0, failures: 0, lastSuccess: 1_763_800_000 });
  });

  it('runs at most once per interval, however often and by how many it is asked', async () => {
    smi = FakeNvidiaSmi.from(L40S);
    const setup = reader(smi);
    await Promise.all([setup.gpu.read(NEVER), setup.gpu.read(NEVER)]);
    setup.time = 4999;
    expect(names(await setup.gpu.read(NEVER))).toEqual(['NVIDIA L40S']);
    expect(smi.runs).toHaveLength(1);
    setup.time = 5000;
    await setup.gpu.read(NEVER);
    expect(smi.runs).toHaveLength(2);
  });

  it('asks an older driver without the fields that it does not know, and remembers them', async () => {
    smi = FakeNvidiaSmi.from('tesla-t4-440.100.csv');
    const setup = reader(smi);
    const reading = await setup.gpu.read(NEVER);
    expect(names(reading)).toEqual(['Tesla T4']);
    expect(reading.gpus?.[0]?.values.map(({ family }) => family.name)).toContain(
      'nvidia_smi_clocks_throttle_reasons_hw_slowdown'
    );
    const attempts = smi.runs.length;
    expect(attempts).toBeGreaterThan(1);
    setup.time = 5000;
    expect(names(await setup.gpu.read(NEVER))).toEqual(['Tesla T4']);
    expect(smi.runs).toHaveLength(attempts + 1);
  });

  it('has no GPU and nothing to say of its health where there is no nvidia-smi', async () => {
    const setup = reader({ command: '/nonexistent/nvidia-smi' });
    expect(await setup.gpu.read(NEVER)).toEqual({ ...NO_READING, gpus: [] });
    setup.time = 5000;
    expect(await setup.gpu.read(NEVER)).toEqual({ ...NO_READING, gpus: [] });
    expect(setup.lines).toEqual([expect.stringMatching(/"level":30.*no nvidia-smi, so no gpu series/)]);
  });

  it('has no GPU where there is none in the machine', async () => {
    smi = FakeNvidiaSmi.of('echo "No devices were found"');
    expect(await reader(smi).gpu.read(NEVER)).toMatchObject({ gpus: [], health: { success: true, failures: 0 } });
  });

  it.each<[string, string, number, RegExp]>([
    ['has no driver', NO_DRIVER, 9, /ended with code 9: NVIDIA-SMI has failed because/],
    ['prints garbage', 'echo garbage', 0, /printed no table: garbage/],
    ['is cut off in the header', 'printf uuid', 0, /printed no table: uuid/],
    ['is cut off in its only row', 'echo uuid, name; printf "GPU-00000001, RT"', 0, /no row that can be read/],
    ['prints nothing', 'true', 0, /printed no table: it said nothing/],
    ['prints bytes', 'head -c 3000 /dev/zero', 0, /printed no table/],
    ['prints a page', 'echo "<html>no</html>"', 0, /printed no table/],
    ['is killed', 'kill -9 $$', -1, /was killed/],
    ['prints without end', 'while :; do printf %4096s x; done', -1, /printed far more than a table/],
  ])('counts a failure when it %s', async (_, script, exitCode, problem) => {
    smi = FakeNvidiaSmi.of(script);
    const setup = reader(smi);
    expect(await setup.gpu.read(NEVER)).toMatchObject({
      gpus: [],
      health: { success: false, exitCode, failures: 1, lastSuccess: null },
    });
    expect(setup.lines).toEqual([expect.stringMatching(problem)]);
  });

  describe('when a run is not sound in all', () => {
    const WARNING = 'WARNING: infoROM is corrupted at gpu 0000:84:00.0';
    const LOST =
      'Unable to determine the device handle for GPU0000:84:00.0: GPU is lost.  Reboot the system to recover this GPU';
    /** The two GPUs of a capture, after and before other commands. */
    const table = (before: string, after: string, filter = 'cat'): string =>
      `${before}\n(${FakeNvidiaSmi.script(H200)}) | ${filter}\n${after}`;
    const state = (marks: Mark[]): number[] => marks.map(({ value }) => value);

    it.each<[string, string, { exitCode: number; gpus: number; inforom: number[]; left?: number }, RegExp]>([
      [
        'a warning first',
        table(`echo '${WARNING}'`, ''),
        { exitCode: 0, gpus: 2, inforom: [0, 1] },
        /infoROM is corrupted/,
      ],
      ['a warning last', table('', `echo '${WARNING}'`), { exitCode: 0, gpus: 2, inforom: [0, 1] }, /infoROM/],
      ['a warning on stderr', table('', `echo '${WARNING}' >&2`), { exitCode: 0, gpus: 2, inforom: [0, 1] }, /infoROM/],
      [
        'a warning and code 14',
        table('', `echo '${WARNING}'; exit 14`),
        { exitCode: 14, gpus: 2, inforom: [0, 1] },
        /ended with code 14; WARNING: infoROM/,
      ],
      ['code 14 alone', table('', 'exit 14'), { exitCode: 14, gpus: 2, inforom: [1] }, /ended with code 14"/],
      ['another code', table('', 'exit 255'), { exitCode: 255, gpus: 2, inforom: [0, 0] }, /ended with code 255"/],
      [
        'a row that is cut off',
        table('', '', 'head -c -20'),
        { exitCode: 0, gpus: 1, inforom: [0], left: 1 },
        /1 rows cannot be read/,
      ],
    ])('keeps the sound rows: %s', async (_, script, { exitCode, gpus, inforom, left = 0 }, problem) => {
      smi = FakeNvidiaSmi.of(script);
      const setup = reader(smi);
      const reading = await setup.gpu.read(NEVER);
      expect(reading).toMatchObject({ rowsLeftOut: left, health: { success: true, exitCode, failures: 0 } });
      expect([names(reading).length, state(reading.condition.inforomCorrupted)]).toEqual([gpus, inforom]);
      expect(setup.lines).toEqual([expect.stringMatching(problem)]);
    });

    it.each<[string, string, number[], boolean, number]>([
      ['its row is gone', table('', '', "sed '$d'"), [0, 1], true, 0],
      ['its row says so', table('', '', "sed '$s/[^,]*\\(,\\|$\\)/ [GPU is lost]\\1/g'"), [0, 1], true, 0],
      ['there are no GPUs any more', 'echo "No devices were found"', [1, 1], true, 0],
      ['there are no GPUs any more, with their code', 'echo "No devices were found"; exit 6', [1, 1], true, 6],
      ['nothing but that is said', `echo '${LOST}'; exit 15`, [1], false, 15],
    ])('keeps a series of a lost GPU: %s', async (_, script, lost, success, exitCode) => {
      smi = FakeNvidiaSmi.from(H200);
      const setup = reader(smi);
      expect(state((await setup.gpu.read(NEVER)).condition.lost)).toEqual([0, 0]);
      smi.become(script);
      setup.time = 5000;
      const { condition, health } = await setup.gpu.read(NEVER);
      expect([state(condition.lost), health?.success, health?.exitCode]).toEqual([lost, success, exitCode]);
      expect(setup.lines).toEqual([expect.stringMatching(/lost/)]);
    });

    it('counts a failure when a program that has worked is gone', async () => {
      smi = FakeNvidiaSmi.from(H200);
      const setup = reader(smi);
      await setup.gpu.read(NEVER);
      smi.remove();
      setup.time = 5000;
      expect(await setup.gpu.read(NEVER)).toMatchObject({
        gpus: [],
        health: { success: false, failures: 1, exitCode: -1 },
      });
      smi = undefined;
    });
  });

  it('says once that it fails and once that it works again', async () => {
    smi = FakeNvidiaSmi.from(L40S);
    const setup = reader(smi);
    const next = async (): Promise<GpuReading> => {
      setup.time += 5000;
      return setup.gpu.read(NEVER);
    };
    await next();
    smi.become(NO_DRIVER);
    await next();
    expect(await next()).toMatchObject({
      gpus: [],
      health: { success: false, failures: 2, lastSuccess: 1_763_800_005 },
    });
    smi.become(FakeNvidiaSmi.script(L40S));
    expect(await next()).toMatchObject({ health: { success: true, exitCode: 0, failures: 2 } });
    expect(setup.lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'gpu cannot be read',
      'gpu is read again',
    ]);
  });

  it('kills a run at its timeout, even if a child of it holds the output open', async () => {
    smi = FakeNvidiaSmi.of('sleep 5; echo late');
    const setup = reader(smi, { timeoutMs: 50 });
    expect(await setup.gpu.read(NEVER)).toMatchObject({
      gpus: [],
      health: { success: false, exitCode: -1, failures: 1 },
    });
    expect(setup.lines[0]).toMatch(/did not answer within 50 ms: is the driver hung/);
  });

  it('keeps nobody waiting beyond the deadline: the reading before has to do, for a minute', async () => {
    smi = FakeNvidiaSmi.from(L40S);
    const setup = reader(smi);
    await setup.gpu.read(NEVER);
    smi.become('exec sleep 60');
    setup.time = 60_000;
    expect(names(await setup.gpu.read(AbortSignal.timeout(20)))).toEqual(['NVIDIA L40S']);
    setup.time = 60_001;
    expect(await setup.gpu.read(AbortSignal.abort())).toMatchObject({ gpus: null, health: { success: true } });
  });

  it('knows nothing while the first reading takes longer than the deadline', async () => {
    smi = FakeNvidiaSmi.of('exec sleep 60');
    expect(await reader(smi).gpu.read(AbortSignal.timeout(20))).toEqual(NO_READING);
  });

  it('ends what runs when it is closed', async () => {
    smi = FakeNvidiaSmi.of('exec sleep 60');
    const setup = reader(smi);
    const reading = setup.gpu.read(NEVER);
    await setup.gpu.close();
    expect(await reading).toMatchObject({ gpus: [], health: { exitCode: -1 } });
  });
});
