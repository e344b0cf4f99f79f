import { type BackendSrv, isFetchError } from '@grafana/runtime';
import { firstValueFrom, timeout } from 'rxjs';
import type { Probe, ProbeResult } from '../live';

const TIMEOUT_MS = 10_000;

/** Asks `path` through Grafana's backend service, which renews a stale login on the way. */
export function createProbe(backend: Pick<BackendSrv, 'fetch'>, path: string): Probe {
  return async (signal) => {
    const request = { url: path, method: 'GET', showErrorAlert: false, showSuccessAlert: false, abortSignal: signal };
    try {
      await firstValueFrom(backend.fetch<unknown>(request).pipe(timeout(TIMEOUT_MS)));
      return { ok: true };
    } catch (error) {
      return refusal(error);
    }
  };
}

function refusal(error: unknown): ProbeResult {
  if (!isFetchError<unknown>(error)) {
    return { ok: false, status: 0, detail: error instanceof Error ? error.message : 'no answer' };
  }
  const detail = messageOf(error.data) ?? error.statusText ?? '';
  // Grafana turns a 401 of a data source into a 400, so that a browser does not take it for the end of its login.
  const tokenRefused = error.status === 400 && /authentication to data source failed/i.test(detail);
  return { ok: false, status: tokenRefused ? 401 : error.status, detail };
}

function messageOf(data: unknown): string | null {
  const isObject = typeof data === 'object' && data !== null;
  return isObject && 'message' in data && typeof data.message === 'string' ? data.message : null;
}
