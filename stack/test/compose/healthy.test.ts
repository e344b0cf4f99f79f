import { spawn } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { root } from '../tools.js';

/** Runs the health check of the containers against a server; its exit code and what it printed. */
async function check(answer: RequestListener): Promise<{ code: number | null; output: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await run(`http://127.0.0.1:${port}/healthz`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'scripts/healthy.mjs'), ...args]);
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

describe('scripts/healthy.mjs', () => {
  it('is content with 200', async () => {
    expect(await check((_, response) => response.end('ok'))).toEqual({ code: 0, output: '' });
  });

  it('is not with another answer', async () => {
    const { code, output } = await check((_, response) => response.writeHead(503).end());
    expect([code, output]).toEqual([1, expect.stringContaining('answered 503')]);
  });

  it('is not without an answer', async () => {
    const { code, output } = await run('http://127.0.0.1:1/healthz');
    expect([code, output]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
  });

  it.each([
    [[]],
    [['']],
    [['nope']],
    [['https://127.0.0.1/healthz']],
    [['http://127.0.0.1:1/healthz', 'b']],
    [['--nope']],
  ])('does not understand %j', async (args) => {
    expect(await run(...args)).toEqual({
      code: 2,
      output: expect.stringMatching(/^expected one address that begins with http:/) as string,
    });
  });

  it('tells how it is called', async () => {
    expect(await run('--help')).toEqual({ code: 0, output: '' });
  });
});
