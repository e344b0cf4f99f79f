import { VIEWER_API, type VideoFormat } from '@framewatch/protocol';
import { systemClock } from '@framewatch/service-kit';
import { WebSocket } from 'ws';
import { ViewerClient, type ViewerState } from '../../../viewer-client/src/index.js';

/** Views a stream as plugins do. What it is told is kept; `until` resolves once a condition holds of that. */
export function watch(port: number, stream: string, format: VideoFormat, headers: Record<string, string>) {
  const waiting = new Set<() => void>();
  const told = () => {
    for (const check of [...waiting]) check();
  };
  const seen = {
    states: [] as ViewerState['kind'][],
    /** How often a connection was made or replaced. */
    connections: 0,
    pictures: [] as { key: boolean; bytes: number }[],
    configs: 0,
  };
  const client = new ViewerClient(
    {
      clock: systemClock,
      random: Math.random,
      check: () => Promise.resolve({ ok: true }),
      openSocket: () => new WebSocket(`ws://127.0.0.1:${port}${VIEWER_API}/streams/${stream}/live`, { headers }),
    },
    { format, queue: () => 0 },
    {
      onState: ({ kind }) => {
        seen.states.push(kind);
        told();
      },
      onConnected: () => {
        seen.connections += 1;
        told();
      },
      onConfig: () => {
        seen.configs += 1;
        told();
      },
      onVideo: ({ key, payload }) => {
        seen.pictures.push({ key, bytes: payload.byteLength });
        told();
      },
      onResult: told,
      onStatus: told,
      onEvent: told,
      onServerError: told,
      onMalformed: told,
    }
  );
  client.start();
  return {
    seen,
    close: () => client.close(),
    until: (holds: () => boolean) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (!holds()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}
