import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { eventually } from './fakes.js';

/** A real database that a test starts, kills and starts again on the same data and port. */
export interface TestDatabase {
  readonly url: string;
  /** Path of the write API, where it is not that of InfluxDB 2. */
  readonly writePath: string | undefined;
  start(): Promise<void>;
  stop(signal: NodeJS.Signals): Promise<void>;
  /** Times of all points of `frames`, microseconds, as often as they are there. */
  frameTimes(): Promise<number[]>;
  /** InfluxDB only: time in microseconds and field of each point of a measurement. */
  points?(measurement: string, field: string): Promise<[number, unknown][]>;
}

export function isInstalled(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

/** A port that stays free while a database is down: below those that the system gives to whoever asks for any. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false
    );
    server.close();
    if (isFree) return port;
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.ok,
    () => false
  );
}

/** Asks until there is an answer: the first attempts may take a connection to a server that has been killed since. */
export async function ask(url: string, method: 'GET' | 'POST' = 'GET'): Promise<Response> {
  try {
    return await fetch(url, { method, signal: AbortSignal.timeout(5000) });
  } catch {
    await setTimeout(20);
    return ask(url, method);
  }
}

/** One program, started and stopped at will. */
class Program {
  #process: ChildProcess | null = null;

  constructor(
    private readonly program: string,
    private readonly args: string[],
    private readonly readyUrl: string
  ) {}

  async start(): Promise<void> {
    const process = spawn(this.program, this.args, { stdio: 'ignore' });
    this.#process = process;
    await eventually(() => process.exitCode !== null || answers(this.readyUrl));
    if (process.exitCode !== null) throw new Error(`${this.program} ended at once with code ${process.exitCode}`);
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    const process = this.#process;
    this.#process = null;
    if (process?.exitCode !== null) return;
    const ended = once(process, 'exit');
    process.kill(signal);
    await ended;
  }
}

/** InfluxDB 1, to which the client speaks when its write path is replaced. Its microseconds are `u`. */
export async function influxDb1(folder: string, settings = ''): Promise<TestDatabase> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const configPath = join(folder, 'influxdb.conf');
  writeFileSync(
    configPath,
    `reporting-disabled = true
     bind-address = "127.0.0.1:0"
     [meta]
       dir = "${folder}/meta"
     [data]
       dir = "${folder}/data"
       wal-dir = "${folder}/wal"
     [monitor]
       store-enabled = false
     [http]
       bind-address = "${url.slice('http://'.length)}"
       ${settings}`
  );
  const program = new Program('influxd', ['run', '-config', configPath], `${url}/ping`);
  const points = async (measurement: string, field: string) => {
    const response = await ask(`${url}/query?db=framewatch&epoch=u&q=SELECT ${field} FROM ${measurement}`);
    const { results } = (await response.json()) as { results: { series?: { values: [number, unknown][] }[] }[] };
    return results[0]?.series?.[0]?.values ?? [];
  };
  return {
    url,
    writePath: '/write?db=framewatch&precision=u',
    stop: (signal) => program.stop(signal),
    async start() {
      await program.start();
      await ask(`${url}/query?q=CREATE DATABASE framewatch`, 'POST');
    },
    async frameTimes() {
      return (await points('frames', 'objects')).map(([time]) => time);
    },
    points,
  };
}

/** VictoriaMetrics, to which the client speaks as to InfluxDB 2. It counts milliseconds, and keeps what is sent twice unless told not to. */
export async function victoriaMetrics(folder: string): Promise<TestDatabase> {
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const args = [
    `-storageDataPath=${folder}/data`,
    `-httpListenAddr=${address}`,
    '-dedup.minScrapeInterval=1ms',
    '-memory.allowedBytes=64MB',
  ];
  const program = new Program('victoria-metrics', args, `${url}/health`);
  return {
    url,
    writePath: undefined,
    start: () => program.start(),
    stop: (signal) => program.stop(signal),
    async frameTimes() {
      await ask(`${url}/internal/force_flush`);
      const response = await ask(`${url}/api/v1/export?match[]=frames_objects`);
      const lines = (await response.text()).split('\n').filter((line) => line !== '');
      return lines.flatMap((line) => (JSON.parse(line) as { timestamps: number[] }).timestamps.map((ms) => ms * 1000));
    },
  };
}
