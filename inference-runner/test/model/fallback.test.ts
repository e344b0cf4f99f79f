import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { SharedFrame } from '../../src/frame/index.js';
import { loadModel } from '../../src/model/index.js';
import type { Fallback } from '../../src/model/session/messages.js';
import { batchModel, TOO_BRIGHT } from './graphs.js';
import { modelConfig } from './model-config.js';
import { picture } from './pictures.js';

/**
 * Runs that fail in the real ONNX Runtime: a model that cannot reshape what it has made of a bright picture. There is no GPU
 * here, so that a session on the CPU goes by the name of CUDA's where one has to fall back.
 */

const [DARK, BRIGHT] = [90, TOO_BRIGHT + 40];
const CANNOT = expect.stringContaining('Reshape') as string;
const run = promisify(execFile);
let folder: string;
let failing: string;
let sound: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-fallback-'));
  [failing, sound] = [join(folder, 'failing.onnx'), join(folder, 'sound.onnx')];
  await writeFile(failing, batchModel({ fails: true }));
  await writeFile(sound, batchModel());
});
afterAll(() => rm(folder, { recursive: true }));

interface Told {
  runs: { provider: string; numbers?: number[]; error?: string }[];
  fallbacks: Fallback[];
}

async function runs(onCuda: string, otherwise: string, shades: readonly number[]): Promise<Told> {
  const script = join(__dirname, 'fallback-process.mjs');
  const { stdout } = await run(process.execPath, [script, onCuda, otherwise, ...shades.map(String)]);
  return JSON.parse(stdout) as Told;
}

describe('a run that fails in ONNX Runtime', () => {
  it('on another provider than the CPU is made again there, with the same picture, and says so once', async () => {
    const shades = [DARK, BRIGHT, DARK, BRIGHT];
    const numbers = (await runs(sound, sound, shades)).runs.map((each) => each.numbers);
    const { runs: made, fallbacks } = await runs(failing, sound, shades);
    expect(made.map((each) => each.numbers)).toEqual(numbers);
    expect(made.map(({ provider }) => provider)).toEqual(['cuda', 'cpu', 'cpu', 'cpu']);
    expect(fallbacks).toEqual([{ from: 'cuda', to: 'cpu', reason: CANNOT }]);
  });

  it('on the CPU too is an error of that picture; the model goes on, there', async () => {
    const { runs: made, fallbacks } = await runs(failing, failing, [DARK, BRIGHT, DARK, BRIGHT, DARK]);
    const good = { provider: 'cpu', numbers: made[0]?.numbers };
    const bad = { provider: 'cpu', error: CANNOT };
    expect(made).toEqual([{ ...good, provider: 'cuda' }, bad, good, bad, good]);
    expect(fallbacks).toHaveLength(1);
  });

  it('in the thread of a model on the CPU is an error of that frame; the model goes on, and has not fallen back', async () => {
    const [fellBack, lost] = [jest.fn(), jest.fn()];
    const log = pino({ level: 'silent' });
    const model = await loadModel(modelConfig(failing, { confidence: 0 }), { log, fellBack, lost });
    const infer = async (light: number) => {
      using frame = picture(64, 64, () => [light, light, light]);
      return await model.infer(frame);
    };
    const { detections } = await infer(DARK);
    const error = { name: 'InferenceError', reason: 'session', cause: { message: CANNOT } };
    await expect(infer(BRIGHT)).rejects.toMatchObject(error);
    expect((await infer(DARK)).detections).toEqual(detections);
    await model.close();
    expect([fellBack.mock.calls, lost.mock.calls]).toEqual([[], []]);
    expect(SharedFrame.live).toBe(0);
  });
});
