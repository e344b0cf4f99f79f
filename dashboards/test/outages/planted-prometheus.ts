import { metricsIn } from '@framewatch/stack';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../../src/paths.js';
import type { Series } from '../grafana/frames.js';
import { BEGIN, END, openMetrics, STEP } from './page.js';

const sample = z.tuple([z.number(), z.string()]);
const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: sample.optional(),
        values: z.array(sample).optional(),
      })
    ),
  }),
});
const rulesSchema = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ record: z.string().optional(), expr: z.string() })) })),
});

interface Rule {
  record: string;
  expr: string;
}

/** Those that Framewatch's boards need; what is known after hours only is left out. */
const RULE_FILES = ['state', 'streams', 'sinks', 'gpu', 'anomalies'].map((name) => `recording-${name}.yml`);
const LATER = /1d$|:zscore$|ratio_rate(6h|1h|30m)$|^anomaly:/;

/** The recording rules in such an order that what is recorded is there before it is asked for, as groups of one round each. */
function rounds(): Rule[][] {
  const rules = RULE_FILES.flatMap((name) =>
    rulesSchema
      .parse(parse(readFileSync(path.join(ROOT, 'provisioning/prometheus/rules', name), 'utf8')))
      .groups.flatMap((group) => group.rules)
  ).flatMap(({ record, expr }) => (record !== undefined && !LATER.test(record) ? [{ record, expr }] : []));
  const recorded = new Map(rules.map((rule) => [rule.record, rule]));
  const round = ({ expr }: Rule): number => {
    const needed = metricsIn(expr).flatMap((selector) =>
      'name' in selector ? (recorded.get(selector.name) ?? []) : []
    );
    return Math.max(-1, ...needed.map(round)) + 1;
  };
  const all: Rule[][] = [];
  for (const rule of rules) (all[round(rule)] ??= []).push(rule);
  return all;
}

/**
 * A real Prometheus with what page.ts plants and what the provisioned rules record of it, to be asked for any instant. It
 * looks back for less than a step: a series ends where its page does, as it does for a Prometheus that scrapes it itself.
 */
export class PlantedPrometheus {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'framewatch-planted-'));
  #child: ChildProcess | null = null;
  #url = '';

  static async start(): Promise<PlantedPrometheus> {
    const planted = new PlantedPrometheus();
    planted.#plant(openMetrics());
    await planted.#start();
    for (const rules of rounds()) {
      const texts: string[] = [];
      for (const rule of rules) texts.push(await planted.#recorded(rule));
      // Blocks are found at a start.
      await planted.#stop();
      planted.#plant(`${texts.join('')}# EOF\n`);
      await planted.#start();
    }
    return planted;
  }

  /** The series that an expression has at an instant. */
  async at(expression: string, time: number): Promise<Series[]> {
    return this.#ask('query', { query: expression, time: String(time) });
  }

  /** … and over a range. */
  async over(expression: string, from: number, to: number, step: number): Promise<Series[]> {
    const range = { start: String(from), end: String(to), step: String(step) };
    return this.#ask('query_range', { query: expression, ...range });
  }

  async stop(): Promise<void> {
    await this.#stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask(method: string, parameters: Record<string, string>): Promise<Series[]> {
    const request = get(`${this.#url}/api/v1/${method}?${new URLSearchParams(parameters).toString()}`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const body = await json(response);
    if (response.statusCode !== 200) throw new Error(`${parameters.query}: ${JSON.stringify(body)}`);
    return answerSchema
      .parse(body)
      .data.result.map(({ metric, value, values }) => ({ metric, samples: values ?? (value ? [value] : []) }));
  }

  /** What a rule records, in the text format. */
  async #recorded({ record, expr }: Rule): Promise<string> {
    const series = await this.over(expr, BEGIN, END, STEP);
    return series
      .flatMap(({ metric, samples }) => {
        const labels = Object.entries(metric)
          .filter(([name]) => name !== '__name__')
          .map(([name, value]) => `${name}="${value}"`)
          .join(',');
        return samples.map(([time, value]) => `${record}{${labels}} ${value} ${time}\n`);
      })
      .join('');
  }

  #plant(text: string): void {
    const file = path.join(this.#folder, 'planted.txt');
    writeFileSync(file, text);
    const args = ['tsdb', 'create-blocks-from', 'openmetrics', file, path.join(this.#folder, 'data')];
    const { status, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`promtool cannot read what is planted: ${stderr}`);
  }

  async #start(): Promise<void> {
    const port = await freePort();
    this.#url = `http://127.0.0.1:${port}`;
    writeFileSync(path.join(this.#folder, 'prometheus.yml'), '{}');
    const flags = [`--query.lookback-delta=${STEP - 1}s`, '--storage.tsdb.retention.time=100y'];
    const child = spawn(
      'prometheus',
      ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`, ...flags],
      { cwd: this.#folder, stdio: 'ignore' }
    );
    this.#child = child;
    while (!(await this.#ready())) {
      if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}: are its flags right?`);
      await setTimeout(50);
    }
  }

  async #stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  }

  async #ready(): Promise<boolean> {
    const request = get(`${this.#url}/-/ready`);
    try {
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode === 200;
    } catch {
      return false;
    }
  }
}

/** A port that was free a moment ago: Prometheus cannot say which one it chose itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
