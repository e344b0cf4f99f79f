import { TestDataSourceResponse } from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import { Health } from '@framewatch/protocol';
import { ViewerDeps } from '@framewatch/viewer-client';
import { leftOutNotice, RunnerApi, toRunnerError } from '../api';
import { checkSocket } from './checkSocket';

/**
 * Walks the way that data takes, step by step, and says at the first that fails what to do about it: Grafana's proxy
 * to the runner, the token, the viewer API's version, and the WebSocket through every proxy on the way.
 */
export async function checkHealth(
  api: RunnerApi,
  depsOf: (stream: string) => ViewerDeps
): Promise<TestDataSourceResponse> {
  let health: Health;
  let leftOut: string[];
  try {
    health = await firstValueFrom(api.health());
    const list = await firstValueFrom(api.streams());
    const [stream] = list.items;
    ({ leftOut } = list);
    if (stream) {
      await checkSocket(depsOf(stream.id));
    }
  } catch (cause) {
    return { status: 'error', message: toRunnerError(cause).message };
  }
  const { version, streams, status, reason } = health;
  const stopping = status === 'stopping' ? ' It is about to stop.' : '';
  const notice = leftOutNotice(leftOut);
  const found = `Connected to runner v${version}: ${count(streams.total, 'stream')}, ${streams.up} up.${stopping}`;
  const trouble = [reason, notice].filter(Boolean).join(' ');
  return trouble ? { status: 'error', message: `${found} ${trouble}` } : { status: 'success', message: found };
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
