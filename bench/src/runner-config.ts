import { ANALYSIS_DEFAULTS, type RunnerConfig } from '@framewatch/inference-runner';
import { ensureModel, ensureSampleClip } from '@framewatch/models';

export interface BenchStream {
  pace: 'realtime' | 'unpaced';
  input: { width: number; height: number } | null;
}

/** A runner of one stream: the sample clip, over and over, with the default model on one thread. */
export async function benchConfig({ pace, input }: BenchStream): Promise<RunnerConfig> {
  const [model, clip] = [await ensureModel('movenet-multipose'), await ensureSampleClip()];
  return {
    id: 'bench',
    logLevel: 'error',
    models: [
      {
        name: 'pose',
        path: model.path,
        family: null,
        input,
        confidence: 0.25,
        providers: ['cpu'],
        threads: 1,
        sessions: 1,
        batch: 1,
        options: {},
        labels: null,
      },
    ],
    streams: [
      {
        id: 'sample',
        name: 'Sample clip',
        url: clip.path,
        model: 'pose',
        models: ['pose'],
        pace,
        loop: true,
        targetFps: null,
        damaged: 'skip',
        stallSeconds: 30,
        ...ANALYSIS_DEFAULTS,
      },
    ],
    timeZone: 'UTC',
    viewer: { host: '127.0.0.1', port: 0, tokens: [] },
    sinks: [],
  };
}

/**
 * Thread pool, allocator and heap as the program itself sets them for one stream. By default
 * glibc gives almost every thread an arena of its own, each of which keeps what FFmpeg once needed in it, and V8 lets
 * the young generation of the heap double for minutes, up to 48 MiB.
 */
export const RUNNER_ENV = {
  UV_THREADPOOL_SIZE: '9',
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
  NODE_OPTIONS: '--max-semi-space-size=4',
  ORT_DISABLE_TELEMETRY: '1',
};

/** The flags of Node with which the program starts. */
export const RUNNER_FLAGS = ['--optimize-for-size'];
