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
  if (isFetchError<unknown>(error)) {
    return { ok: false, status: error.status, detail: error.statusText ?? '' };
  }
  return { ok: false, status: 0, detail: error instanceof Error ? error.message : 'no answer' };
}
