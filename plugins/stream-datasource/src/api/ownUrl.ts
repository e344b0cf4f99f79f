import { catchError, defer, map, Observable, of, shareReplay, timeout } from 'rxjs';
import type { Fetch } from './fetch';
import { urlProblem } from './url';

const ANSWER_TIMEOUT_MS = 3_000;

/**
 * Returns the problem of the URL in the data source's settings; null when there is none, and for users who may not read
 * them. Grafana's proxy does not report it: an unusable URL looks like a runner that is down, or like a wrong token,
 * since the proxy then omits the token. Cached, since changed settings create a new data source.
 */
export function ownUrlProblem(uid: string, fetch: Fetch): Observable<string | null> {
  return defer(() => fetch({ url: `/api/datasources/uid/${uid}`, method: 'GET', showErrorAlert: false })).pipe(
    timeout(ANSWER_TIMEOUT_MS),
    map(({ data }) => problemOf(data)),
    catchError(() => of(null)),
    shareReplay(1)
  );
}

function problemOf(settings: unknown): string | null {
  const known = typeof settings === 'object' && settings !== null && 'url' in settings;
  return known && typeof settings.url === 'string' ? (urlProblem(settings.url) ?? null) : null;
}
