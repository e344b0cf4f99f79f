import {
  type AnalyserDeps,
  Analysis,
  createAnalysers,
  EventIds,
  loadConfig,
  type LumaImage,
  Registry,
  Tracking,
} from '@framewatch/inference-runner';
import type { Detection } from '@framewatch/protocol';
import { answerQuestions } from '../helper-process.js';
import { crowd, CROWD_LABELS, FPS, resultOf } from './crowd.js';

/** What is measured of a stream's analysis. */
export type Scene = 'everything' | 'tracking';

const AREAS = `
    zones:
      - { id: entrance, points: [[0, 0.5], [0.35, 0.5], [0.35, 1], [0, 1]] }
      - { id: hall, points: [[0.2, 0.1], [0.5, 0.3], [0.8, 0.1], [0.9, 0.9], [0.5, 0.7], [0.1, 0.9]] }
      - { id: desk, points: [[0.6, 0.2], [0.95, 0.2], [0.8, 0.6]], anchor: all-corners }
    lines:
      - { id: door, from: [0.5, 0], to: [0.5, 1] }
      - { id: stairs, from: [0.1, 0.4], to: [0.9, 0.6], anchor: centre }
    anomalies:
      rules:
        - { type: forbidden-zone, zone: desk, hours: "22:00-06:00" }
        - { type: crowded, zone: hall, most: 20 }
        - { type: dwell, zone: entrance, seconds: 60 }
        - { type: wrong-way, line: door, direction: out }
        - { type: fallen }
        - { type: hands-up }`;

const YAML = `
models: [{ name: pose, path: pose.onnx }]
streams:
  - id: crowd
    url: crowd.mp4${AREAS}`;

const CONFIG = '/bench.yaml';

/** There is the configuration, and no file beside it. */
function readText(path: string): string {
  if (path === CONFIG) return YAML;
  throw Object.assign(new Error(path), { code: 'ENOENT' });
}

/** The analysers of a stream, as a runner makes them of its configuration, or the tracker alone. */
function analysisOf(scene: Scene): Analysis {
  const { streams, timeZone } = loadConfig({ path: CONFIG, env: {}, cwd: '/', readText });
  const [stream] = streams;
  if (!stream) throw new Error('no stream');
  let ids = 0;
  const deps: AnalyserDeps = {
    stream,
    labels: CROWD_LABELS,
    scope: new Registry().scope({ stream: stream.id, model: stream.model }),
    eventIds: new EventIds(),
    timeZone,
    nextTrackId: () => (ids += 1),
  };
  const analysers = scene === 'tracking' ? [new Tracking(stream.tracking, deps)] : createAnalysers(deps);
  return new Analysis(analysers, (error) => {
    throw error;
  });
}

const LUMA = { width: 160, height: 90 };

/** A picture of noise that changes a little all the time, as a camera's does. */
function lumaOf(seq: number): LumaImage {
  const data = new Uint8Array(LUMA.width * LUMA.height);
  for (let i = 0; i < data.length; i++) data[i] = 60 + ((i * 7919) % 120) + ((i * 31 + seq * 17) % 5);
  return { ...LUMA, data, epoch: 1, captureTimeUs: resultOf([], seq).captureTimeUs };
}

/** Milliseconds that frames took, and images of luma, of which there is one a second. */
export interface Taken {
  frames: number[];
  lumas: number[];
}

/** One stream whose frames go on from call to call. */
class Stream {
  readonly #analysis: Analysis;
  readonly #frames: Detection[][];
  #seq = 0;

  constructor(scene: Scene, people: number) {
    this.#analysis = analysisOf(scene);
    this.#frames = crowd(people);
  }

  watch(count: number): Taken {
    const taken: Taken = { frames: [], lumas: [] };
    for (let i = 0; i < count; i++, this.#seq++) {
      const result = resultOf(this.#frames, this.#seq);
      const luma = this.#seq % FPS === 0 ? lumaOf(this.#seq) : null;
      const started = performance.now();
      this.#analysis.onResult(result);
      const ended = performance.now();
      taken.frames.push(ended - started);
      if (!luma) continue;
      this.#analysis.onLuma(luma);
      taken.lumas.push(performance.now() - ended);
    }
    return taken;
  }
}

let stream: Stream | null = null;

const answers = {
  start({ scene, people }: { scene: Scene; people: number }): void {
    stream = new Stream(scene, people);
  },
  watch(frames: number): Taken {
    if (!stream) throw new Error('not started');
    return stream.watch(frames);
  },
  /** Bytes of the heap that are in use, after everything that is not has been freed. */
  heap(): number {
    for (let i = 0; i < 2; i++) globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  },
};

export type AnalysisQuestions = typeof answers;

answerQuestions(answers, () => undefined);
