/** The part of npm's HTTP client that is used here; the package has no types of its own. */
declare module 'make-fetch-happen' {
  export interface FetchOptions {
    headers: Readonly<Record<string, string>>;
    redirect: 'manual';
    cache: 'no-store';
    compress: boolean;
    /** Milliseconds without a byte. */
    timeout: number;
    proxy: string | null;
    noProxy: unknown;
    ca: unknown;
    cert: unknown;
    key: unknown;
    strictSSL: unknown;
  }

  export interface FetchResponse {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    readonly body: AsyncIterable<Buffer> & { destroy(error?: Error): unknown };
  }

  export default function fetch(url: string, options: FetchOptions): Promise<FetchResponse>;
}
