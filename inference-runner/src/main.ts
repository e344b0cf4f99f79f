import { ArgumentsError, EXIT_ARGUMENTS, readArguments, redactText } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import { ConfigError, loadConfig, type RunnerConfig } from './config/index.js';
import { createLog } from './log.js';
import type { Runner } from './runner.js';
import { handleShutdown } from './supervision/index.js';
import { threadPoolFor } from './thread-pool.js';
import { VERSION } from './version.js';

const USAGE = `Usage: framewatch-runner [--config FILE]

Reads video, runs a detection or pose model on it, and serves video and results to Framewatch's Grafana plugins.

  -c, --config FILE   configuration (YAML); without it FRAMEWATCH_CONFIG names it
  -h, --help          this text
  -v, --version       the version

For a single stream the environment suffices:  MODEL_PATH=pose.onnx RTSP_INPUT=rtsp://camera/stream framewatch-runner
Exit codes: 0 stopped on request, 1 could not start or failed, 2 the configuration or the arguments are wrong.
`;

const EXIT = { ok: 0, failed: 1, misconfigured: EXIT_ARGUMENTS } as const;

/** Longer than the time between two scrapes usually is, so that one of them sees that the model is down. */
const RESTART_AFTER_SECONDS = 20;

/**
 * The program. Everything up to the size of libuv's thread pool is synchronous, as Node makes the pool with the first
 * thing that is not, among them the loading of an ES module.
 */
export function main(argv: readonly string[], env: NodeJS.ProcessEnv): void {
  const config = prepare(argv, env);
  if (config === null) return;
  env.UV_THREADPOOL_SIZE ??= String(threadPoolFor(config.streams.length));
  const log = createLog(config.logLevel, config.id);
  void run(config, log);
}

/** Returns the configuration, or null when there is nothing to run; help, version or problems are then printed. */
function prepare(argv: readonly string[], env: NodeJS.ProcessEnv): RunnerConfig | null {
  try {
    const { values } = readArguments(argv, {
      config: { type: 'string', short: 'c' },
      version: { type: 'boolean', short: 'v' },
      help: { type: 'boolean', short: 'h' },
    });
    if (!values.help && !values.version) return loadConfig({ path: values.config, env, cwd: process.cwd() });
    process.stdout.write(values.help ? USAGE : `${VERSION}\n`);
  } catch (error) {
    process.exitCode = EXIT.misconfigured;
    process.stderr.write(`${explain(error)}\n`);
  }
  return null;
}

function explain(error: unknown): string {
  if (error instanceof ArgumentsError) return `framewatch-runner: ${error.message}`;
  if (!(error instanceof ConfigError)) return `framewatch-runner: ${redactText(String(error))}`;
  const problems = error.message.split('\n').map((line) => `  ${line}`);
  return ['framewatch-runner: the configuration cannot be used:', ...problems].join('\n');
}

async function run(config: RunnerConfig, log: Logger): Promise<void> {
  let runner: Runner | null = null;
  const ending = new AbortController();
  const end = async (code: number) => {
    if (ending.signal.aborted) return;
    ending.abort();
    const leftBehind = (await runner?.stop()) ?? [];
    if (leftBehind.length === 0) log.info('stopped');
    else log.error({ leftBehind }, 'ended without what did not stop in time');
    ended(leftBehind.length === 0 ? code : EXIT.failed);
  };
  const ended = handleShutdown(config.id, (signal) => {
    log.info({ signal }, 'stopping, a second signal ends at once');
    void end(EXIT.ok);
  });
  // Only a new process can load the model again: the service manager starts it when this one ends. Until then
  // monitoring can see what is wrong, and streams of other models go on.
  const endLater = () => {
    const seconds = config.restartAfterSeconds ?? RESTART_AFTER_SECONDS;
    log.warn({ seconds }, 'a model is lost: the runner ends in so many seconds, to be started again');
    setTimeout(() => void end(EXIT.failed), seconds * 1000);
  };
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'unexpected error, stopping');
    void end(EXIT.failed);
  });

  const { createRunner, StoppedError } = await import('./runner.js');
  if (ending.signal.aborted) return;
  try {
    runner = createRunner(config, { log, onModelLost: endLater });
    const { host, port } = await runner.start();
    // Logged at every log level: with port 0 there is no other way to learn the port.
    log
      .child({}, { level: 'info' })
      .info({ version: VERSION, host, port, streams: runner.streams.size }, 'runner is up');
  } catch (err) {
    if (err instanceof StoppedError) return;
    log.fatal({ err }, 'cannot start');
    void end(EXIT.failed);
  }
}
