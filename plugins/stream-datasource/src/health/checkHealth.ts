import { TestDataSourceResponse } from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import { Health } from '@framewatch/protocol';
import { RunnerApi, toRunnerError } from '../api';
import { LiveDeps } from '../live';
import { checkSocket } from './checkSocket';

/**
 * Walks the way that data takes, step by step, and says at the first that fails what to do about it: Grafana's proxy
 * to the runner, the token, the viewer API's version, and the WebSocket through every proxy on the way.
 */
export async function checkHealth(api: RunnerApi, live: LiveDeps): Promise<TestDataSourceResponse> {
  let health: Health;
  try {
    health = await firstValueFrom(api.health());
    const [stream] = await firstValueFrom(api.streams());
    if (stream) {
      await checkSocket(stream.id, live);
    }
  } catch (cause) {
    return { status: 'error', message: toRunnerError(cause).message };
  }
  const { version, streams, status } = health;
  const stopping = status === 'stopping' ? ' It is about to stop.' : '';
  return {
    status: 'success',
    message: `Connected to runner v${version}: ${count(streams.total, 'stream')}, ${streams.up} up.${stopping}`,
  };
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
