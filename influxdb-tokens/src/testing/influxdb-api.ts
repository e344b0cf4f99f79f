import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const ID = z.string().regex(/^[0-9a-f]{16}$/, 'id must have a length of 16 bytes');

/** Resource types that InfluxDB 2.7 knows (authz.go). */
const RESOURCE_TYPES = [
  'authorizations',
  'buckets',
  'dashboards',
  'orgs',
  'sources',
  'tasks',
  'telegrafs',
  'users',
  'variables',
  'scrapers',
  'secrets',
  'labels',
  'views',
  'documents',
  'notificationRules',
  'notificationEndpoints',
  'checks',
  'dbrp',
  'notebooks',
  'annotations',
  'remotes',
  'replications',
] as const;

const permissionSchema = z.strictObject({
  action: z.enum(['read', 'write']),
  resource: z.strictObject({ type: z.enum(RESOURCE_TYPES), id: ID.optional(), orgID: ID.optional() }),
});
/** The fields of postAuthorizationRequest (authorization/http_server.go): the real one drops others without a word. */
const postSchema = z.strictObject({
  orgID: ID,
  userID: ID.optional(),
  status: z.enum(['active', 'inactive']).default('active'),
  description: z.string().default(''),
  permissions: z.array(permissionSchema).min(1, 'authorization must include permissions'),
});

export interface StoredAuthorization extends z.infer<typeof postSchema> {
  id: string;
  token: string;
}

/** What each path takes: methods, and the names of parameters. */
const ROUTES: Record<string, Record<string, readonly string[]>> = {
  '/api/v2/buckets': { GET: ['org', 'orgID', 'name', 'id', 'limit', 'offset', 'after'] },
  '/api/v2/authorizations': { GET: ['userID', 'user', 'orgID', 'org'], POST: [] },
};

const newId = (): string => randomBytes(8).toString('hex');

class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string
  ) {
    super(message);
  }
}

/**
 * The HTTP API of InfluxDB 2.7.12 as far as tokens need it: answers, codes and messages are those of its sources. Stricter
 * than it: unknown paths, parameters, fields, methods and content types are refused.
 */
export class FakeInfluxDb {
  readonly adminToken = randomBytes(32).toString('hex');
  readonly org = { id: newId(), name: 'framewatch' };
  readonly user = { id: newId(), name: 'framewatch' };
  bucket = { id: newId(), name: 'framewatch' };
  authorizations: StoredAuthorization[] = [];
  /** `POST /api/v2/authorizations 201`, in the order they came. */
  readonly requests: string[] = [];
  /** Taken for the next requests, one each, instead of an answer: a status, or null for a broken connection. */
  readonly failures: (number | null)[] = [];
  /** Makes the token, keeps it, and breaks the connection before the answer: what a crash at the worst moment leaves. */
  swallowNextCreation = false;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<FakeInfluxDb> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeInfluxDb(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Deletes everything, as a new volume does. */
  renew(): void {
    this.authorizations = [];
    this.renewBucket();
  }

  renewBucket(): void {
    this.bucket = { ...this.bucket, id: newId() };
  }

  /** Whether the database would let this token do that with the bucket. */
  lets(token: string, action: 'read' | 'write'): boolean {
    const found = this.authorizations.find((one) => one.token === token && one.status === 'active');
    return (found?.permissions ?? []).some(
      ({ action: granted, resource }) =>
        granted === action && resource.type === 'buckets' && resource.id === this.bucket.id
    );
  }

  add(fields: Partial<StoredAuthorization>): StoredAuthorization {
    const token = `${randomBytes(64).toString('base64url')}==`;
    const added = { orgID: this.org.id, status: 'active' as const, description: '', permissions: [], ...fields };
    const stored = { id: newId(), token, ...added };
    this.authorizations.push(stored);
    return stored;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
    const note = (status: number | string): unknown => this.requests.push(`${request.method} ${pathname} ${status}`);
    const failure = this.failures.shift();
    if (failure !== undefined) {
      note(failure ?? 'broken');
      if (failure === null) request.socket.destroy();
      else send(response, failure, { code: 'unavailable', message: 'not now' });
      return;
    }
    let status = 500;
    let answer: unknown;
    try {
      [status, answer] = await this.#answer(request, pathname, searchParams);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      [status, answer] = [error.status, { code: error.code, message: error.message }];
      response.setHeader('X-Platform-Error-Code', error.code);
    }
    note(status);
    if (status === 201 && this.swallowNextCreation) {
      this.swallowNextCreation = false;
      request.socket.destroy();
      return;
    }
    send(response, status, answer);
  }

  async #answer(request: IncomingMessage, pathname: string, query: URLSearchParams): Promise<[number, unknown]> {
    if (request.headers.authorization !== `Token ${this.adminToken}`) {
      throw new ApiError(401, 'unauthorized', 'unauthorized access');
    }
    const methods = ROUTES[pathname];
    if (!methods) throw new ApiError(404, 'not found', 'path not found');
    const known = methods[request.method ?? ''];
    if (!known) throw new ApiError(405, 'method not allowed', `allow: [${Object.keys(methods).join(', ')}]`);
    for (const name of query.keys()) if (!known.includes(name)) throw invalid(`unknown parameter ${name}`);

    if (pathname === '/api/v2/buckets') return [200, this.#buckets(query)];
    if (request.method === 'GET') {
      const orgID = query.get('orgID');
      const found = this.authorizations.filter((one) => orgID === null || one.orgID === orgID);
      return [200, { links: { self: '/api/v2/authorizations' }, authorizations: found.map((one) => this.#view(one)) }];
    }
    return [201, this.#view(this.#create(await bodyOf(request)))];
  }

  #buckets(query: URLSearchParams): unknown {
    const { org, bucket } = this;
    if (query.get('org') !== org.name) {
      throw new ApiError(404, 'not found', `organization name "${query.get('org') ?? ''}" not found`);
    }
    if (query.get('name') !== bucket.name) {
      throw new ApiError(404, 'not found', `bucket "${query.get('name') ?? ''}" not found`);
    }
    const time = '2026-11-22T08:00:00Z';
    const links = { self: `/api/v2/buckets/${bucket.id}`, org: `/api/v2/orgs/${org.id}` };
    const rules = [{ type: 'expire', everySeconds: 2592000, shardGroupDurationSeconds: 86400 }];
    const view = { ...bucket, orgID: org.id, type: 'user', retentionRules: rules, createdAt: time, updatedAt: time };
    return {
      links: { self: '/api/v2/buckets?descending=false&limit=20&offset=0' },
      buckets: [{ ...view, links, labels: [] }],
    };
  }

  #create(body: unknown): StoredAuthorization {
    const { data, error } = postSchema.safeParse(body);
    if (!data) throw invalid(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
    if (data.orgID !== this.org.id) throw invalid('unable to create token');
    return this.add(data);
  }

  /** authResponse: permissions come back with the names of what their ids mean. */
  #view({ permissions, ...one }: StoredAuthorization): unknown {
    const time = '2026-11-22T08:00:00.123456789Z';
    return {
      ...one,
      org: this.org.name,
      userID: this.user.id,
      user: this.user.name,
      permissions: permissions.map(({ action, resource }) => ({
        action,
        resource: {
          ...resource,
          ...(resource.id === this.bucket.id && { name: this.bucket.name }),
          ...(resource.orgID !== undefined && { org: this.org.name }),
        },
      })),
      links: { self: `/api/v2/authorizations/${one.id}`, user: `/api/v2/users/${this.user.id}` },
      createdAt: time,
      updatedAt: time,
    };
  }
}

const invalid = (message: string): ApiError => new ApiError(400, 'invalid', message);

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json(;|$)/.test(request.headers['content-type'] ?? '')) throw invalid('not JSON');
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('invalid json structure');
  }
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(answer, null, '\t'));
}
