import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { create } from 'tar';
import type { PackagePin } from '../fetch/package.js';

/** A package on the test registry. */
export interface TestPackage {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** As npm's registry says of tarballs. */
const CACHEABLE = { 'cache-control': 'public, immutable, max-age=31557600' };

/** A small npm registry on loopback, with an npm cache of its own. */
export class TestRegistry {
  /** Requests that came in, as `METHOD path`, with their headers. */
  readonly requests: { readonly line: string; readonly headers: http.IncomingHttpHeaders }[] = [];
  /** Called for each tarball before it is sent; what it gives is sent instead. */
  tamper: (tarball: Buffer) => Buffer = (tarball) => tarball;
  /** When set, every request is answered with this status. */
  refuseWith: number | undefined;

  private readonly tarballs = new Map<string, Buffer>();

  private constructor(
    private readonly server: http.Server,
    readonly folder: string
  ) {
    server.on('request', (request, response) => {
      this.answer(request, response);
    });
  }

  static async start(): Promise<TestRegistry> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestRegistry(server, await mkdtemp(path.join(os.tmpdir(), 'framewatch-registry-')));
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** An environment in which npm would use this registry and nothing else of the machine's settings. */
  get env(): NodeJS.ProcessEnv {
    return {
      HOME: this.folder,
      npm_config_registry: `http://${this.host}/`,
      npm_config_cache: path.join(this.folder, 'npm-cache'),
      npm_config_fetch_retries: '0',
      npm_config_globalconfig: path.join(this.folder, 'no-global-npmrc'),
      npm_config_userconfig: path.join(this.folder, '.npmrc'),
    };
  }

  /** Publishes version 1.0.0 of a package; gives what pins it. */
  async publish({ name, files }: TestPackage): Promise<PackagePin> {
    const folder = await mkdtemp(path.join(this.folder, 'package-'));
    const all = { ...files, 'package.json': JSON.stringify({ name, version: '1.0.0' }) };
    for (const [file, content] of Object.entries(all)) {
      const target = path.join(folder, 'package', file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, content);
    }
    const file = path.join(folder, 'package.tgz');
    await create({ gzip: true, cwd: folder, file }, ['package']);
    const tarball = await readFile(file);
    this.tarballs.set(name, tarball);
    return { name, version: '1.0.0', integrity: integrityOf(tarball), bytes: tarball.length, license: 'MIT' };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    // npm's client may still be writing to its cache.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  private answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const url = decodeURIComponent(request.url ?? '');
    this.requests.push({ line: `${request.method ?? ''} ${url}`, headers: request.headers });
    const wantsTarball = url.endsWith('.tgz');
    const name = url.replace(/\/-\/.*$/, '').slice(1);
    const tarball = this.tarballs.get(name);
    if (this.refuseWith !== undefined || !tarball) response.writeHead(this.refuseWith ?? 404).end('{}');
    else if (wantsTarball) response.writeHead(200, CACHEABLE).end(this.tamper(tarball));
    else
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(this.packument(name, tarball)));
  }

  private packument(name: string, tarball: Buffer): object {
    const url = `http://${this.host}/${name}/-/package-1.0.0.tgz`;
    const dist = { tarball: url, integrity: integrityOf(tarball) };
    return { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name, version: '1.0.0', dist } } };
  }
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
