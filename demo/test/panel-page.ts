import { type Preview, findChromium, launchChromium, pageFolder, startPreview } from '@framewatch/preview';
import { build } from 'esbuild';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Part, startPart } from '../src/child.js';

const PLUGINS = path.resolve(__dirname, '../../plugins');
export const chromium = findChromium();

/** Opens the built panel in a browser, with a runner that is a program of the test. */
export class PanelPages {
  /** WebSockets that the newest page opened: of the panel and of its data source. */
  sockets = 0;
  readonly #running: { stop(): Promise<void> }[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly script: string
  ) {}

  /** `script`: file that runs in each page before anything else. */
  static async launch(script: string): Promise<PanelPages> {
    const built = await build({ entryPoints: [script], bundle: true, write: false, format: 'iife' });
    return new PanelPages(await launchChromium(chromium!), built.outputFiles[0]!.text);
  }

  /** `program`: file of the runner, which is given `url`, its token and then `args`. */
  async open(program: string, url: string, options: object, args: readonly string[] = []): Promise<Page> {
    const token = 'panel-test-token';
    const runner: Part = await startPart({
      name: path.basename(program, '.mjs'),
      args: [program, url, token, ...args],
      env: { UV_THREADPOOL_SIZE: '12' },
    });
    this.stopLater(runner);
    const preview: Preview = await startPreview({
      host: '127.0.0.1',
      port: 0,
      pageFolder,
      pluginFolders: ['stream-datasource', 'inference-panel'].map((name) => path.join(PLUGINS, name, 'dist')),
      dataSources: [
        {
          uid: 'panel-test',
          name: 'Panel test',
          type: 'framewatch-stream-datasource',
          url: `http://127.0.0.1:${runner.port}`,
          secureJsonData: { token },
        },
      ],
    });
    this.stopLater({ stop: () => preview.close() });
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 720 } });
    this.sockets = 0;
    page.on('websocket', () => (this.sockets += 1));
    this.stopLater({ stop: () => page.close() });
    await page.addInitScript(this.script);
    await page.goto(`${preview.url}/?options=${encodeURIComponent(JSON.stringify(options))}`);
    return page;
  }

  /** Stops a part of the test with the pages, the newest first. */
  stopLater(part: { stop(): Promise<void> }): void {
    this.#running.push(part);
  }

  /** Closes all pages and stops what belongs to them. */
  async stop(): Promise<void> {
    for (const part of this.#running.splice(0).reverse()) await part.stop();
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
