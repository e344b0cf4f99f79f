import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureModel, ensureSampleClip } from '@framewatch/models';
import { countHistorySchema, type TodayCounts, VIEWER_API } from '@framewatch/protocol';
import { killPrograms, type Program, runnerPid, startProgram } from '../program.js';
import { eventually } from '../sink/fakes.js';

jest.setTimeout(120_000);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-state-'));
  const model = (await ensureModel('movenet-multipose')).path;
  const clip = (await ensureSampleClip()).path;
  await writeFile(
    join(folder, 'runner.yaml'),
    `viewer: { port: 0 }
timeZone: UTC
models: [{ name: pose, path: ${JSON.stringify(model)} }]
streams:
  - id: sample
    url: ${JSON.stringify(clip)}
    loop: true
    targetFps: 10
    zones: [{ id: all, points: [[0, 0], [1, 0], [1, 1], [0, 1]], classes: [person] }]
    lines: [{ id: middle, from: [0.5, 0], to: [0.5, 1], classes: [person] }]
`
  );
}, 300_000);
afterEach(killPrograms);
afterAll(() => rm(folder, { recursive: true }));

async function todayOf(port: unknown): Promise<TodayCounts | null> {
  const answer = await fetch(`http://127.0.0.1:${String(port)}${VIEWER_API}/streams/sample/counts`);
  return countHistorySchema.parse(await answer.json()).today ?? null;
}

/** Resolves with the totals as soon as there are any. */
async function counted(program: Program): Promise<TodayCounts> {
  const { port } = await program.line('runner is up');
  let today: TodayCounts | null = null;
  await eventually(async () => (today = await todayOf(port)) !== null);
  return today as unknown as TodayCounts;
}

const path = () => join(folder, 'framewatch-state/sample/counting.json');
const kept = async () =>
  (JSON.parse(await readFile(path(), 'utf8').catch(() => '{}')) as { saved?: TodayCounts }).saved ?? null;
const entriesOf = (today: TodayCounts | null) => today?.zones.all?.person?.entries ?? 0;

describe('the program, killed and started again', () => {
  it('goes on with the totals of the day', async () => {
    const program = startProgram(folder, ['--config', 'runner.yaml']);
    await eventually(async () => entriesOf(await kept()) > 0);
    process.kill(await runnerPid(program), 'SIGKILL');
    await program.ended;
    const before = await kept();

    const next = startProgram(folder, ['--config', 'runner.yaml']);
    const after = await counted(next);
    // Unless the test ran over midnight.
    if (after.day === before?.day) expect(entriesOf(after)).toBeGreaterThanOrEqual(entriesOf(before));
    expect(next.log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });
});
