import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';

const answerSchema = z.object({
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
});

export type Labels = Record<string, string>;

/** A real Prometheus that scrapes one page every second and evaluates the given rule files. */
export class PrometheusServer implements AsyncDisposable {
  private constructor(
    private readonly url: string,
    private readonly child: ChildProcess,
    private readonly pages: Server,
    private readonly folder: string
  ) {}

  /** `page` is asked at every scrape, with how many there were. */
  static async start(ruleFiles: string, page: (scrapes: number) => string): Promise<PrometheusServer> {
    let scrapes = 0;
    const pages = createServer((_, response) => {
      scrapes += 1;
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(page(scrapes));
    }).listen(0, '127.0.0.1');
    await once(pages, 'listening');
    const folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-prometheus-'));
    const target = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
    await writeFile(
      path.join(folder, 'prometheus.yml'),
      stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [ruleFiles],
        scrape_configs: [{ job_name: 'framewatch-exporter', static_configs: [{ targets: [target] }] }],
      })
    );
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(
      'prometheus',
      [`--config.file=prometheus.yml`, '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`],
      { cwd: folder, stdio: 'ignore' }
    );
    const server = new PrometheusServer(url, child, pages, folder);
    while (!(await server.#ready())) {
      if (child.exitCode !== null)
        throw new Error(`prometheus ended with ${child.exitCode}: is its configuration right?`);
      await setTimeout(100);
    }
    return server;
  }

  /** The labels of every series that the expression gives now. */
  async query(expression: string): Promise<Labels[]> {
    const response = await fetch(`${this.url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression }),
    });
    if (!response.ok) throw new Error(`${expression}: ${await response.text()}`);
    return answerSchema.parse(await response.json()).data.result.map(({ metric }) => metric);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill();
      await once(this.child, 'exit');
    }
    this.pages.closeAllConnections();
    this.pages.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #ready(): Promise<boolean> {
    return fetch(`${this.url}/-/ready`).then(
      ({ ok }) => ok,
      () => false
    );
  }
}

/** A port that was free a moment ago: Prometheus cannot say which one it chose itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
