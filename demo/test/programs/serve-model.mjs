// A runner of one stream with a model that is the test's own. Runs what is built, as jest's modules live only in jest.
import { ANALYSIS_DEFAULTS } from '../../../inference-runner/dist/analysis/index.js';
import { createRunner } from '../../../inference-runner/dist/index.js';

/**
 * `find` looks at a picture and resolves with its detections and the milliseconds that it took. Prints the port, and ends
 * with SIGTERM.
 */
export async function serveModel({ url, token, find, targetFps = null, viewerLimits = {} }) {
  const createModel = async () => ({
    name: 'test',
    execution: [{ model: 'test', provider: 'cpu', refused: [] }],
    labels: { classes: [], keypoints: [], skeleton: [] },
    sessions: 1,
    batch: 1,
    infer: async ({ picture }) => {
      const { detections, inferenceMs } = await find(picture);
      return { detections, preprocessMs: 0, queueMs: 0, inferenceMs, postprocessMs: 0 };
    },
    close: async () => undefined,
  });
  const model = { name: 'test', path: '', family: null, input: null, confidence: 0, providers: [], threads: 1 };
  const source = { url, pace: 'realtime', loop: true, targetFps, damaged: 'skip', stallSeconds: 2 };
  const stream = { id: 'test', name: 'Test', ...source, model: 'test', models: ['test'], ...ANALYSIS_DEFAULTS };
  const runner = createRunner(
    {
      id: 'panel-test',
      streams: [stream],
      models: [model],
      viewer: { host: '127.0.0.1', port: 0, tokens: [token] },
      sinks: [],
      timeZone: 'UTC',
      logLevel: 'warn',
    },
    { createModel, viewerLimits }
  );
  const { port } = await runner.start();
  console.log(JSON.stringify({ port }));
  process.on('SIGTERM', () => void runner.stop().then(() => process.exit(0)));
}
