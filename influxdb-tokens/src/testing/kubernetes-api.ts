import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { ClusterAccess } from '../stores/index.js';

const patchSchema = z.strictObject({ data: z.record(z.string(), z.base64()) });

/** The API server of Kubernetes for one secret and a service account that may get and patch that one only. */
export class FakeKubernetes {
  readonly access: ClusterAccess = { url: '', namespace: 'framewatch', token: 'service-account-token' };
  data: Record<string, string> = {};
  mayPatch = true;
  /** Statuses of the next answers, instead of their own. */
  readonly failures: number[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.#handle(request, response));
    this.access.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<FakeKubernetes> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeKubernetes(server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = this.failures.shift() ?? (await this.#status(request));
    const secret = {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: { name: 'framewatch' },
      data: this.data,
      type: 'Opaque',
    };
    const answer = status === 200 ? secret : { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status };
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  }

  async #status(request: IncomingMessage): Promise<number> {
    const { method = '', url, headers } = request;
    if (headers.authorization !== `Bearer ${this.access.token}`) return 401;
    // The Role names the one secret: any other, and lists, are forbidden.
    if (url !== '/api/v1/namespaces/framewatch/secrets/framewatch') return 403;
    if (method === 'GET') return 200;
    if (method !== 'PATCH' || !this.mayPatch) return 403;
    if (headers['content-type'] !== 'application/merge-patch+json') return 415;
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    const { data: patch } = patchSchema.safeParse(JSON.parse(text));
    if (!patch) return 422;
    Object.assign(this.data, patch.data);
    return 200;
  }
}
