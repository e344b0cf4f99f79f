import { pageFolder, startPreview } from '@framewatch/preview';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { AREAS } from './areas.js';
import { type Part, type PartFailedError, startPart } from './child.js';

const { resolve } = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '../..');

const DATA_SOURCE = 'framewatch-stream-datasource';
export const STREAM = 'sample';

export interface StackOptions {
  /** Port of the page; 0 for a free one. */
  port: number;
  /** As the runner's configuration has it. */
  model: { name: string; path: string; confidence?: number };
  clipPath: string;
  /** Takes every line that a part logs. */
  onLine: (part: string, line: string) => void;
}

export interface Stack {
  pageUrl: string;
  metricsUrl: string;
  /** Asks the viewer API for something of the stream, and returns its JSON. */
  readonly ask: (path: string) => Promise<unknown>;
  /** Resolves with the reason when a part ends by itself. */
  readonly broken: Promise<PartFailedError>;
  /** Ends all parts, in the order in which data flows backwards, and removes what they left on disk. */
  stop(): Promise<void>;
}

/** Starts runner, exporter and preview on loopback, with a token made for this run. */
export async function startStack({ port, model, clipPath, onLine }: StackOptions): Promise<Stack> {
  const token = randomBytes(24).toString('hex');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-demo-'));
  const config = path.join(folder, 'runner.yaml');
  const stateFolder = path.join(folder, 'state');
  // JSON is YAML.
  await writeFile(config, JSON.stringify(runnerConfig({ token, model, clipPath, stateFolder })), { mode: 0o600 });

  const started: { stop(): Promise<void> }[] = [{ stop: () => rm(folder, { recursive: true, force: true }) }];
  const stop = async () => {
    for (const part of started.reverse()) await part.stop();
    started.length = 0;
  };
  const start = async (name: string, args: string[], env: Record<string, string>): Promise<Part> => {
    const part = await startPart({ name, args, env, onLine: (line) => onLine(name, line) });
    started.push(part);
    return part;
  };

  try {
    const runner = await start(
      'inference-runner',
      [resolve('@framewatch/inference-runner/cli'), '--config', config],
      {}
    );
    const runnerUrl = `http://127.0.0.1:${runner.port}`;
    const exporter = await start('exporter', [resolve('@framewatch/exporter/cli')], {
      FRAMEWATCH_RUNNERS: runnerUrl,
      FRAMEWATCH_RUNNER_TOKEN: token,
      EXPORTER_HOST: '127.0.0.1',
      EXPORTER_PORT: '0',
    });
    const metricsUrl = `http://127.0.0.1:${exporter.port}/metrics`;
    const preview = await startPreview({
      host: '127.0.0.1',
      port,
      pageFolder,
      pluginFolders: ['stream-datasource', 'inference-panel'].map((name) => path.join(root, 'plugins', name, 'dist')),
      dataSources: [
        { uid: 'framewatch', name: 'Sample clip', type: DATA_SOURCE, url: runnerUrl, secureJsonData: { token } },
      ],
      links: [{ title: 'Metrics', url: metricsUrl }],
    }).catch((error: unknown) => {
      throw isTaken(error) ? new Error(`port ${port} is in use: choose another one with --port`) : error;
    });
    started.push({ stop: () => preview.close() });
    const ended = Promise.race([runner.ended, exporter.ended]);
    const broken = new Promise<PartFailedError>((settle) => void ended.then((error) => error && settle(error)));
    const ask = async (what: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${runnerUrl}/viewer/v1/streams/${STREAM}/${what}`, { headers });
      if (!answer.ok) throw new Error(`the runner answers ${answer.status} to ${what}`);
      return answer.json();
    };
    return { pageUrl: preview.url, metricsUrl, ask, broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function runnerConfig({
  token,
  model,
  clipPath,
  stateFolder,
}: Pick<StackOptions, 'model' | 'clipPath'> & { token: string; stateFolder: string }): object {
  return {
    id: 'demo',
    viewer: { host: '127.0.0.1', port: 0, tokens: [token] },
    models: [model],
    stateFolder,
    streams: [
      { id: STREAM, name: 'Sample clip', url: clipPath, model: model.name, pace: 'realtime', loop: true, ...AREAS },
    ],
  };
}
