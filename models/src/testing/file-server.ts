import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next answers are. */
export interface Behaviour {
  /** Bytes after which the connection is cut, one for each answer; without, the answer is whole. */
  cuts?: number[];
  /** Answers every request with the whole file. */
  ignoresRange?: boolean;
  /** Answers ranges whatever If-Range says. */
  ignoresIfRange?: boolean;
  etag?: string | null;
  lastModified?: string | null;
  status?: number;
  contentType?: string;
  location?: string;
  /** Of the length nothing is said. */
  chunked?: boolean;
}

/** Serves one file on loopback as RFC 9110 says of ranges, and misbehaves as it is told. */
export class FileServer {
  readonly requests: { url: string; headers: http.IncomingHttpHeaders }[] = [];

  private constructor(
    private readonly server: http.Server,
    public content: Buffer,
    public behaviour: Behaviour
  ) {
    server.on('request', (request, response) => {
      this.answer(request, response);
    });
  }

  static async start(content: Buffer, behaviour: Behaviour = {}): Promise<FileServer> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FileServer(server, content, behaviour);
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get ranges(): (string | undefined)[] {
    return this.requests.map(({ headers }) => headers.range);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    this.requests.push({ url: request.url ?? '', headers: request.headers });
    const { cuts, status, contentType, location, chunked = false } = this.behaviour;
    const { etag = '"1"', lastModified = null } = this.behaviour;
    if (etag !== null) response.setHeader('etag', etag);
    if (lastModified !== null) response.setHeader('last-modified', lastModified);
    if (location !== undefined && request.url !== '/end') {
      response.writeHead(302, { location }).end();
      return;
    }
    if (status !== undefined) {
      response.writeHead(status).end('no');
      return;
    }
    response.setHeader('content-type', contentType ?? 'application/octet-stream');
    const size = this.content.length;
    const start = this.startOf(request.headers, [etag, lastModified]);
    if (start >= size && start > 0) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    if (start > 0) response.setHeader('content-range', `bytes ${start}-${size - 1}/${size}`);
    if (!chunked) response.setHeader('content-length', size - start);
    response.writeHead(start > 0 ? 206 : 200);
    const cut = cuts?.shift();
    if (cut === undefined) response.end(this.content.subarray(start));
    else response.write(this.content.subarray(start, start + cut), () => setTimeout(() => response.destroy(), 20));
  }

  private startOf(headers: http.IncomingHttpHeaders, versions: readonly (string | null)[]): number {
    const { ignoresRange = false, ignoresIfRange = false } = this.behaviour;
    const [, start] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
    if (start === undefined || ignoresRange) return 0;
    const version = headers['if-range'];
    return ignoresIfRange || version === undefined || versions.includes(String(version)) ? Number(start) : 0;
  }
}
