import { readFileSync } from 'node:fs';
import path from 'node:path';
import { metricsOnPage } from '../../src/metrics/page.js';
import { missing, root } from '../tools.js';
import { NginxServer } from './nginx-server.js';

const reason = missing('nginx', 'nginx-light');
const describeWithNginx = reason === null ? describe : describe.skip;
const suffix = reason === null ? '' : ` (${reason})`;

const readText = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** The proxy in the docs, without its certificate, in the frame of a whole file. */
function documented(): string {
  const block = /```nginx\n([^]*?)```/.exec(readText('docs/grafana.md'))?.[1] ?? '';
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path /tmp/${name};`);
  const server = block.replace('listen 443 ssl', 'listen 8080');
  return `pid /tmp/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n${folders.join('\n')}\n${server}}\n`;
}

const LIVE = ['/api/datasources/proxy/uid/framewatch-streams/viewer/v1/streams/a/live', '/api/live/ws'];

describeWithNginx.each([
  ['provisioning/nginx/nginx.conf', '', () => readText('provisioning/nginx/nginx.conf')],
  ['docs/grafana.md', '', documented],
  ['docs/grafana.md, under a sub-path,', '/grafana', () => documented().replace('~ ^/api', '~ ^/grafana/api')],
])(`%s as a proxy${suffix}`, (_, prefix, configuration) => {
  let nginx: NginxServer;
  beforeAll(async () => (nginx = await NginxServer.start(configuration())));
  afterAll(() => nginx.stop());

  it.each(LIVE)('lets WebSockets of its own pages through on %s, at any port', async (url) => {
    expect(await nginx.upgrade(prefix + url)).toMatchObject({ 'x-url': prefix + url });
  });

  it('lets none through elsewhere', async () => {
    await expect(nginx.upgrade(`${prefix}/api/dashboards`)).rejects.toThrow('not upgraded: 200');
  });

  it('tells Grafana where the browser thinks that it is', async () => {
    const { body } = await nginx.ask(`${prefix}/d/framewatch-live?var-stream=a`);
    const host = `127.0.0.1:${nginx.ports[0]}`;
    expect(JSON.parse(body)).toMatchObject({
      url: `${prefix}/d/framewatch-live?var-stream=a`,
      headers: { host, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
    });
  });
});

describeWithNginx(`provisioning/nginx/nginx.conf${suffix}`, () => {
  let nginx: NginxServer;
  beforeAll(async () => (nginx = await NginxServer.start(readText('provisioning/nginx/nginx.conf'))));
  afterAll(() => nginx.stop());

  it('tells the health check that it is there', async () => {
    expect((await nginx.ask('/nginx-health')).status).toBe(204);
  });

  it('tells Prometheus of its connections, at a port of its own', async () => {
    const [, metricsPort] = nginx.ports;
    const { status, type, body } = await nginx.ask('/metrics', metricsPort);
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4']);
    expect([...metricsOnPage(body)]).toEqual(['nginx_connections']);
    for (const state of ['active', 'reading', 'writing', 'waiting'])
      expect(body).toMatch(new RegExp(`^nginx_connections\\{state="${state}"\\} \\d+$`, 'm'));
    expect((await nginx.ask('/', metricsPort)).status).toBe(404);
    expect(JSON.parse((await nginx.ask('/metrics')).body)).toMatchObject({ url: '/metrics' });
  });

  it('uses both replicas, and the one that is left when one goes', async () => {
    const nameOf = async (): Promise<unknown> => (JSON.parse((await nginx.ask('/')).body) as { name: unknown }).name;
    const names = new Set([await nameOf(), await nameOf(), await nameOf(), await nameOf()]);
    expect([...names].sort()).toEqual(['grafana', 'grafana-2']);
    nginx.replicas[0]?.close();
    nginx.replicas[0]?.closeAllConnections();
    expect([await nameOf(), await nameOf(), await nameOf()]).toEqual(['grafana-2', 'grafana-2', 'grafana-2']);
  });
});
