import { request } from 'node:http';
import { connect } from 'node:net';

/** One that the servers of these tests take. */
export const TOKEN = 'correct-horse-battery';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Sends one HTTP request to the loopback, with TOKEN unless it has headers of its own. */
export function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {}
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = { authorization: `Bearer ${TOKEN}` }, body } = options;
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes that no HTTP client would send, and resolves with everything that came back. */
export function askRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}

export function json(answer: Answer): unknown {
  return JSON.parse(answer.body.toString()) as unknown;
}

/** Code of an error, which has to explain itself. */
export function errorCode(answer: Answer): string {
  const { error } = json(answer) as { error: { code: string; message: string } };
  expect(error.message.length).toBeGreaterThan(10);
  return error.code;
}
