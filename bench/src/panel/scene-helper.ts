import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ANALYSIS_DEFAULTS,
  createLog,
  createRunner,
  type Inference,
  type Model,
  type Runner,
} from '@framewatch/inference-runner';
import { makeNumberedClip } from '@framewatch/models';
import { pageFolder, type Preview, startPreview } from '@framewatch/preview';
import type { Detection, Keypoint, Labels } from '@framewatch/protocol';
import { answerQuestions } from '../helper-process.js';

const BOXES = 50;
const COLUMNS = 10;
const KEYPOINTS = 17;
const CLASSES = ['person', 'car', 'bicycle', 'dog', 'bus', 'truck'];

const labels: Labels = {
  classes: CLASSES,
  keypoints: Array.from({ length: KEYPOINTS }, (_, i) => `keypoint ${i}`),
  skeleton: Array.from({ length: KEYPOINTS - 1 }, (_, i) => [i, i + 1]),
};

/** The box `index` of a crowd in which everything moves all the time. */
function boxAt(index: number, frame: number): Detection {
  const x = (index % COLUMNS) / COLUMNS + 0.01 * Math.sin(frame / 7 + index);
  const y = 0.05 + 0.19 * Math.floor(index / COLUMNS) + 0.01 * Math.cos(frame / 9 + index);
  const keypoints = Array.from({ length: KEYPOINTS }, (_, i): Keypoint => {
    return [x + 0.005 * i, y + 0.01 * ((i * 7 + frame) % KEYPOINTS), 0.9];
  });
  return {
    class: CLASSES[index % CLASSES.length] ?? 'person',
    confidence: 0.4 + 0.5 * Math.abs(Math.sin(frame / 30 + index)),
    box: [x, y, 0.08, 0.17],
    keypoints,
  };
}

/** A model that takes no time and detects a crowd, so that only the panel is measured. */
function crowdModel(): Model {
  let frame = 0;
  return {
    name: 'crowd',
    execution: [{ model: 'crowd', provider: 'cpu', refused: [] }],
    labels,
    sessions: 1,
    batch: 1,
    infer(): Promise<Inference> {
      frame += 1;
      const detections = Array.from({ length: BOXES }, (_, index) => boxAt(index, frame));
      return Promise.resolve({ detections, preprocessMs: 0, queueMs: 0, inferenceMs: 0, postprocessMs: 0 });
    },
    close: () => Promise.resolve(),
  };
}

let runner: Runner | null = null;
let preview: Preview | null = null;
let folder: string | null = null;

const answers = {
  /** Returns the address of the page. */
  async start({ width, height, fps }: { width: number; height: number; fps: number }): Promise<string> {
    folder = await mkdtemp(path.join(tmpdir(), 'framewatch-bench-'));
    const clip = path.join(folder, 'clip.mp4');
    await makeNumberedClip({ path: clip, frames: 10 * fps, fps, width, height });
    const stream = {
      id: 'crowd',
      name: 'Crowd',
      url: clip,
      model: 'crowd',
      models: ['crowd'],
      pace: 'realtime',
      loop: true,
      targetFps: null,
      damaged: 'skip',
      stallSeconds: 5,
      zones: [],
      lines: [],
    } as const;
    const model = {
      name: 'crowd',
      path: '',
      family: null,
      input: null,
      confidence: 0,
      providers: [],
      threads: 1,
      sessions: 1,
      batch: 1,
      options: {},
      labels: null,
    };
    runner = createRunner(
      {
        id: 'bench',
        streams: [{ ...stream, ...ANALYSIS_DEFAULTS }],
        timeZone: 'UTC',
        models: [model],
        viewer: { host: '127.0.0.1', port: 0, tokens: [] },
        sinks: [],
        logLevel: 'warn',
      },
      { createModel: () => Promise.resolve(crowdModel()), log: createLog('warn', 'bench') }
    );
    const { port } = await runner.start();
    preview = await startPreview({
      host: '127.0.0.1',
      port: 0,
      pageFolder,
      pluginFolders: ['stream-datasource', 'inference-panel'].map(distOf),
      dataSources: [
        {
          uid: 'bench',
          name: 'Bench',
          type: 'framewatch-stream-datasource',
          url: `http://127.0.0.1:${port}`,
          secureJsonData: {},
        },
      ],
    });
    return preview.url;
  },
};

export type SceneQuestions = typeof answers;

function distOf(plugin: string): string {
  const { resolve } = createRequire(import.meta.url);
  return path.join(path.dirname(resolve(`@framewatch/${plugin}/package.json`)), 'dist');
}

answerQuestions(answers, async () => {
  await preview?.close();
  await runner?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});
