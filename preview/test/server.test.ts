import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { type Preview, startPreview } from '../src/server.js';

const pluginJson = {
  id: 'framewatch-stream-datasource',
  type: 'datasource',
  name: 'Framewatch streams',
  routes: [
    {
      path: 'viewer',
      url: '{{ .URL }}/viewer',
      headers: [{ name: 'Authorization', content: 'Bearer {{ .SecureJsonData.token }}' }],
    },
  ],
};

/** Answers every request with what arrived, and greets every WebSocket with the same. */
function startEcho(): Promise<http.Server> {
  const seen = (request: http.IncomingMessage) =>
    JSON.stringify({
      url: request.url,
      authorization: request.headers.authorization ?? null,
      cookie: request.headers.cookie ?? null,
    });
  const server = http.createServer((request, response) => {
    response.statusCode = request.url?.includes('refused') ? 401 : 200;
    response.end(seen(request));
  });
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    socket.send(seen(request));
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('the preview server', () => {
  let folder: string;
  let echo: http.Server;
  let preview: Preview;
  let proxy: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-preview-'));
    const plugin = path.join(folder, 'plugin');
    const page = path.join(folder, 'page');
    await mkdir(plugin);
    await mkdir(page);
    await writeFile(path.join(plugin, 'plugin.json'), JSON.stringify(pluginJson));
    await writeFile(path.join(plugin, 'module.js'), 'define([], () => ({}))');
    echo = await startEcho();
    const { port } = echo.address() as AddressInfo;
    preview = await startPreview({
      host: '127.0.0.1',
      port: 0,
      pluginFolders: [plugin],
      pageFolder: page,
      dataSources: [
        {
          uid: 'cams',
          name: 'Cameras',
          type: pluginJson.id,
          url: `http://127.0.0.1:${port}`,
          secureJsonData: { token: 's3cret' },
        },
      ],
    });
    proxy = `${preview.url}/api/datasources/proxy/uid/cams`;
  });

  afterAll(async () => {
    await preview.close();
    echo.close();
    await rm(folder, { recursive: true });
  });

  it('adds the token to what a route of the plugin matches, and keeps Grafana’s login to itself', async () => {
    const response = await fetch(`${proxy}/viewer/v1/streams?x=1`, {
      headers: { cookie: 'grafana_session=abc', authorization: 'Basic Z3JhZmFuYQ==' },
    });
    expect(await response.json()).toEqual({
      url: '/viewer/v1/streams?x=1',
      authorization: 'Bearer s3cret',
      cookie: null,
    });
  });

  it('proxies an unmatched path without the token', async () => {
    const response = await fetch(`${proxy}/elsewhere`);
    expect(await response.json()).toMatchObject({ url: '/elsewhere', authorization: null });
  });

  it('answers 400 where the data source answers 401, as Grafana does', async () => {
    const response = await fetch(`${proxy}/viewer/refused`);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe('Authentication to data source failed');
  });

  it('carries a WebSocket both ways, with the token', async () => {
    const socket = new WebSocket(`${proxy.replace('http', 'ws')}/viewer/v1/streams/lobby/live`);
    const messages: string[] = [];
    const two = new Promise<void>((resolve, reject) => {
      socket.on('message', (data: Buffer) => {
        messages.push(data.toString());
        if (messages.length === 2) resolve();
      });
      socket.on('error', reject);
    });
    socket.on('open', () => socket.send('to and fro'));
    await two;
    socket.close();
    expect(JSON.parse(messages[0]!)).toMatchObject({
      url: '/viewer/v1/streams/lobby/live',
      authorization: 'Bearer s3cret',
    });
    expect(messages[1]).toBe('to and fro');
  });

  describe('refuses a page from elsewhere that the browser lets through', () => {
    const PATHS = [
      '/',
      '/public/plugins/framewatch-stream-datasource/module.js',
      '/api/datasources/proxy/uid/cams/viewer/v1/streams',
      '/api/datasources/proxy/uid/cams/elsewhere',
      '/none',
    ];

    /** `fetch` does not let a page, or a test, choose these headers. */
    const ask = (path: string, headers: http.OutgoingHttpHeaders): Promise<{ status: number; body: string }> =>
      new Promise((resolve, reject) => {
        const request = http.get(preview.url + path, { headers }, (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => (body += chunk.toString()));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        });
        request.on('error', reject);
      });

    it.each(PATHS)('%s', async (path) => {
      const rebound = await ask(path, { host: 'rebound.example' });
      expect([rebound.status, rebound.body]).toEqual([403, expect.stringContaining('"code":"host-not-allowed"')]);
      const foreign = await ask(path, { origin: 'https://evil.example' });
      expect([foreign.status, foreign.body]).toEqual([403, expect.stringContaining('"code":"origin-not-allowed"')]);
    });

    it.each([{ host: 'rebound.example' }, { origin: 'https://evil.example' }, { origin: 'null' }])(
      'a WebSocket with %p',
      async (headers) => {
        const socket = new WebSocket(`${proxy.replace('http', 'ws')}/viewer/v1/streams/lobby/live`, { headers });
        const status = await new Promise((resolve, reject) => {
          socket.on('unexpected-response', (_request, response: http.IncomingMessage) => resolve(response.statusCode));
          socket.on('open', () => reject(new Error('it was let in')));
          socket.on('error', reject);
        });
        socket.terminate();
        expect(status).toBe(403);
      }
    );

    it('and lets its own page in, under each of its names', async () => {
      const { port } = new URL(preview.url);
      for (const name of ['localhost', '127.0.0.1', '[::1]']) {
        const { status } = await ask(PATHS[2]!, { host: `${name}:${port}`, origin: `http://${name}:${port}` });
        expect(status).toBe(200);
      }
    });
  });

  it('answers 502 when the data source is down', async () => {
    const dead = await startEcho();
    const { port } = dead.address() as AddressInfo;
    await new Promise((resolve) => dead.close(resolve));
    const alone = await startPreview({
      host: '127.0.0.1',
      port: 0,
      pluginFolders: [path.join(folder, 'plugin')],
      pageFolder: path.join(folder, 'page'),
      dataSources: [
        { uid: 'gone', name: 'Gone', type: pluginJson.id, url: `http://127.0.0.1:${port}`, secureJsonData: {} },
      ],
    });
    const response = await fetch(`${alone.url}/api/datasources/proxy/uid/gone/viewer/v1/health`);
    await alone.close();
    expect(response.status).toBe(502);
  });

  it('serves the page under Grafana’s content security policy, without any secret in it', async () => {
    const response = await fetch(preview.url);
    const html = await response.text();
    const nonce = /nonce-([^']+)'/.exec(response.headers.get('content-security-policy')!)![1];
    expect(response.headers.get('content-security-policy')).toContain("media-src 'none'");
    expect(html).toContain(`<script nonce="${nonce}"`);
    expect(html).not.toContain('s3cret');
  });

  it('serves the plugins where Grafana serves them', async () => {
    const response = await fetch(`${preview.url}/public/plugins/framewatch-stream-datasource/module.js`);
    expect(await response.text()).toContain('define(');
  });

  it('says which step is missing when a plugin is not built', async () => {
    await expect(
      startPreview({
        host: '127.0.0.1',
        port: 0,
        pluginFolders: [path.join(folder, 'none')],
        pageFolder: folder,
        dataSources: [],
      })
    ).rejects.toThrow('npm run build:web');
  });
});
