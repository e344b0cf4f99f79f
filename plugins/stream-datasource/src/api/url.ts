/** The URL as it is stored: Grafana's proxy puts a path behind it, so it must not end with a slash. */
export function tidyUrl(url: string): string {
  return url.trim().replace(/\/+$/, '');
}

/** What is wrong with a runner's URL and how to put it right; undefined where nothing is. Never quotes it: it may hold a password. */
export function urlProblem(url: string): string | undefined {
  if (tidyUrl(url) === '') {
    return 'The data source has no URL. Enter that of the runner, for example http://runner:8787';
  }
  let parsed: URL;
  try {
    parsed = new URL(tidyUrl(url));
  } catch {
    return 'The URL of the data source is not one. Write it in full, for example http://runner:8787';
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    return 'The URL has to begin with http:// or https://, for example http://runner:8787; Grafana makes WebSockets of it by itself.';
  }
  if (parsed.username || parsed.password) {
    return 'Viewers can read this URL: take the user and password out of it and use the token.';
  }
  if (parsed.search || parsed.hash) {
    return 'The URL must not have a query or a fragment.';
  }
  if (/\/viewer(\/|$)/.test(parsed.pathname)) {
    return 'Leave out /viewer and what follows it: the data source adds it.';
  }
  return undefined;
}
