import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerQuestions } from '../helper-process.js';
import { busySnapshot } from './snapshot.js';

/** A process with servers that answer like runners, or never. */
export type RunnersQuestions = {
  start: (scene: { runners: number; streams: number; hung: number }) => Promise<string[]>;
};

const servers: Server[] = [];

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const questions: RunnersQuestions = {
  /** Addresses of the runners that answer, then of those that hang. */
  start: ({ runners, streams, hung }) => {
    const answering = Array.from({ length: runners }, (_, i) => {
      const body = JSON.stringify(busySnapshot(`runner-${i + 1}`, streams));
      return listen((_request, response) => {
        response.setHeader('Content-Type', 'application/json').end(body);
      });
    });
    const hanging = Array.from({ length: hung }, () => listen(() => undefined));
    return Promise.all([...answering, ...hanging]);
  },
};

answerQuestions(questions, () => {
  for (const server of servers) server.closeAllConnections();
});
