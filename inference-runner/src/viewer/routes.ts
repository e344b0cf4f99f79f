import type { IncomingHttpHeaders } from 'node:http';
import { type Health, type StreamDescriptor, TELEMETRY_MEDIA_TYPE } from '@framewatch/protocol';
import type { FastifyInstance } from 'fastify';
import { earlierSnapshot } from '../telemetry/index.js';
import { HttpProblem } from './errors.js';
import { isForwarded } from './forwarded.js';
import { HistoryJson } from './history-json.js';
import { parseBucketsQuery, parseEventsQuery, parseSnapshotQuery } from './queries.js';
import type { ViewableRunner, ViewableStream } from './types.js';

const JSON_TYPE = 'application/json; charset=utf-8';

const STILL_SUFFIX = '.jpg';

interface StillRoute {
  Params: { id: string; still: string };
}

interface StreamRoute {
  Params: { id: string };
}

/** The HTTP routes of the viewer API. `nowMs`: wall clock, milliseconds since 1970. */
export function addRoutes(app: FastifyInstance, runner: ViewableRunner, nowMs: () => number): void {
  const list = (headers: IncomingHttpHeaders): StreamDescriptor[] | Promise<StreamDescriptor[]> => {
    const own = [...runner.streams.values()].map((stream) => stream.describe());
    return runner.remote && !isForwarded(headers) ? runner.remote.listWith(own) : own;
  };
  app.get('/health', async ({ headers }) => health(runner, await list(headers)));
  app.get('/telemetry', ({ headers }, reply) => {
    // Exporters that do not know the self-describing form ask for this type, and for nothing else.
    if (headers.accept === 'application/json') return earlierSnapshot(runner.telemetry());
    return reply.type(TELEMETRY_MEDIA_TYPE).send(JSON.stringify(runner.telemetry()));
  });
  app.get('/streams', async ({ headers }) => ({ streams: await list(headers) }));
  app.get<StreamRoute>('/streams/:id', (request): StreamDescriptor => streamOf(runner, request.params.id).describe());

  app.get<StreamRoute>('/streams/:id/snapshot.jpg', async (request, reply) => {
    const stream = streamOf(runner, request.params.id);
    const { annotated } = parseSnapshotQuery(request.query);
    const snapshot = await stream.snapshot(annotated);
    if (snapshot === null) {
      throw new HttpProblem(503, 'no-picture', `stream ${stream.id} has no picture yet: see its state and reason`, {
        'retry-after': '1',
      });
    }
    const { jpeg, captureTimeUs } = snapshot;
    reply.header('last-modified', new Date(captureTimeUs / 1000).toUTCString());
    return reply.type('image/jpeg').send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
  });

  app.get<StillRoute>('/streams/:id/stills/:still', async (request, reply) => {
    const stream = streamOf(runner, request.params.id);
    const { still } = request.params;
    const jpeg = still.endsWith(STILL_SUFFIX) ? await stream.still(still.slice(0, -STILL_SUFFIX.length)) : null;
    if (jpeg === null) {
      throw new HttpProblem(404, 'still-not-found', 'there is no such still: the newest 200 of a stream are kept');
    }
    return reply.type('image/jpeg').send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
  });

  const json = new HistoryJson();
  app.get<StreamRoute>('/streams/:id/detections', (request, reply) => {
    const stream = streamOf(runner, request.params.id);
    const { fromMs, toMs, stepMs } = parseBucketsQuery(request.query, nowMs());
    return reply.type(JSON_TYPE).send(json.detections(stream.detections(fromMs, toMs, stepMs)));
  });

  app.get<StreamRoute>('/streams/:id/counts', (request, reply) => {
    const stream = streamOf(runner, request.params.id);
    const { fromMs, toMs, stepMs } = parseBucketsQuery(request.query, nowMs());
    return reply.type(JSON_TYPE).send(json.counts(stream.counts(fromMs, toMs, stepMs)));
  });

  app.get<StreamRoute>('/streams/:id/events', (request, reply) => {
    const stream = streamOf(runner, request.params.id);
    const { fromMs, toMs, ...filter } = parseEventsQuery(request.query);
    return reply.type(JSON_TYPE).send(json.events(stream.events(fromMs, toMs, filter)));
  });

  app.get<StreamRoute>('/streams/:id/live', (request) => {
    streamOf(runner, request.params.id);
    throw new HttpProblem(
      426,
      'websocket-required',
      'this is a WebSocket: if a client opened it as one, a proxy in between removed its Upgrade header; allow Upgrade there',
      { connection: 'upgrade', upgrade: 'websocket' }
    );
  });
}

/** Throws an HttpProblem for an unknown stream. */
export function streamOf(runner: ViewableRunner, id: string): ViewableStream {
  const stream = runner.streams.get(id);
  if (stream) return stream;
  throw new HttpProblem(404, 'stream-not-found', 'this runner has no such stream: GET /viewer/v1/streams lists them');
}

function health(runner: ViewableRunner, streams: StreamDescriptor[]): Health {
  const up = streams.filter(({ state }) => state === 'streaming').length;
  const reason = runner.trouble ?? undefined;
  const running = up === streams.length && reason === undefined ? 'ok' : 'degraded';
  return {
    status: runner.stopping ? 'stopping' : running,
    version: runner.version,
    streams: { total: streams.length, up },
    ...(reason !== undefined && { reason }),
  };
}
