import httpProxy from '@fastify/http-proxy';
import staticFiles from '@fastify/static';
import { type LoopbackRefusal, loopbackRefusal } from '@framewatch/protocol';
import fastify, { type FastifyInstance } from 'fastify';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type DataSource, type PluginJson, pluginJsonSchema, proxyRoutes } from './plugin-routes.js';
import { contentSecurityPolicy } from './security-policy.js';

export interface PreviewOptions {
  /** A loopback address: requests to other names are refused. */
  host: string;
  /** 0 for a free one. */
  port: number;
  /** `dist` folders of built plugins. */
  pluginFolders: readonly string[];
  dataSources: readonly DataSource[];
  /** Folder of the built page. */
  pageFolder: string;
  /** Links shown in the page's header, beside the panels. */
  links?: readonly { title: string; url: string }[];
}

export interface Preview {
  url: string;
  close(): Promise<void>;
}

/** Serves the page, the built plugins as Grafana does, and the data source proxy. Listens when the promise resolves. */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const server = fastify({ forceCloseConnections: true });
  refuseForeign(server);
  const plugins = new Map<string, PluginJson>();

  for (const folder of options.pluginFolders) {
    const plugin = await readPluginJson(folder);
    plugins.set(plugin.id, plugin);
    await server.register(staticFiles, { root: folder, prefix: `/public/plugins/${plugin.id}/`, decorateReply: false });
  }
  for (const source of options.dataSources) {
    const plugin = plugins.get(source.type);
    if (!plugin) throw new Error(`data source ${source.uid}: no plugin ${source.type} among the plugin folders`);
    await proxyDataSource(server, plugin, source);
  }
  // Grafana's components ask for their icons and fonts at addresses below /public/ too.
  await server.register(staticFiles, { root: options.pageFolder, prefix: '/public/', decorateReply: false });

  const settings = {
    plugins: [...plugins.values()].map(({ id, type, name }) => ({ id, type, name })),
    dataSources: options.dataSources.map(({ uid, name, type }) => ({ uid, name, type })),
    links: options.links ?? [],
  };
  server.get('/', (request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    void reply.header('Content-Security-Policy', contentSecurityPolicy(nonce, request.host));
    void reply.type('text/html');
    return page(nonce, settings);
  });
  server.get('/favicon.ico', (_, reply) => reply.code(204).send());

  const url = await server.listen({ host: options.host, port: options.port });
  return { url, close: () => server.close() };
}

const REFUSALS: Record<LoopbackRefusal, string> = {
  'host-not-allowed': 'The preview answers only requests to localhost or 127.0.0.1: open it under that name.',
  'origin-not-allowed': 'The preview answers only pages from localhost.',
};

/**
 * The preview needs no login and adds tokens, so it refuses requests of foreign web pages in a browser on this machine.
 */
function refuseForeign(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const refusal = loopbackRefusal(request.headers);
    if (refusal !== null) await reply.code(403).send({ error: { code: refusal, message: REFUSALS[refusal] } });
  });
}

async function readPluginJson(folder: string): Promise<PluginJson> {
  const file = path.join(folder, 'plugin.json');
  try {
    return pluginJsonSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file} cannot be read as a plugin.json: build the plugins first (npm run build:web)`, {
      cause,
    });
  }
}

/** `/api/datasources/proxy/uid/{uid}/…` by the rules of the plugin's routes, WebSockets included. */
async function proxyDataSource(server: FastifyInstance, plugin: PluginJson, source: DataSource): Promise<void> {
  const base = `/api/datasources/proxy/uid/${source.uid}`;
  for (const { prefix, upstream, headers } of proxyRoutes(plugin, source)) {
    await server.register(httpProxy, {
      prefix: prefix === '' ? base : `${base}/${prefix}`,
      upstream: upstream.origin,
      rewritePrefix: upstream.pathname,
      websocket: true,
      wsClientOptions: { headers: { ...headers } },
      replyOptions: {
        onError: (reply) => void reply.code(502).send({ message: 'Bad Gateway' }),
        // Grafana turns a 401 into a 400, so that the browser does not take it for the end of its login.
        onResponse: (_request, reply, response) => {
          const refused = reply.statusCode === 401;
          if (refused) void reply.code(400).removeHeader('content-length');
          void reply.send(refused ? 'Authentication to data source failed' : response.stream);
        },
        // Like Grafana's proxy, drops the browser's credentials for Grafana.
        rewriteRequestHeaders: (_request, { cookie: _cookie, authorization: _authorization, ...rest }) => ({
          ...rest,
          ...headers,
        }),
      },
    });
  }
}

function page(nonce: string, settings: unknown): string {
  const json = JSON.stringify(settings).replace(/</g, '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Framewatch preview</title>
  <link rel="stylesheet" href="/public/main.css">
  <style>body { margin: 0 }</style>
</head>
<body>
  <script nonce="${nonce}">window.framewatchPreview = ${json};</script>
  <script nonce="${nonce}" src="/public/system.js"></script>
  <script nonce="${nonce}" src="/public/amd.js"></script>
  <script nonce="${nonce}" src="/public/main.js"></script>
</body>
</html>
`;
}
