import { catchError, defer, map, Observable, of, shareReplay, timeout } from 'rxjs';
import type { Fetch } from './fetch';
import { urlProblem } from './url';

const ANSWER_TIMEOUT_MS = 3_000;

/**
 * What is wrong with the URL in the data source's settings; null where nothing is, and for those who may not read
 * them. Grafana's proxy gives no sign of it: a URL that it cannot use looks like a runner that is down, or like a wrong
 * token, as the proxy then leaves the token out. Asked for once, as other settings make another data source.
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
