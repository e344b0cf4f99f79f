/** A path on Grafana's origin without the sub-path that Grafana is served under: what its backend service asks for. */
export function withoutSubPath(path: string, appSubUrl: string): string {
  return appSubUrl !== '' && path.startsWith(`${appSubUrl}/`) ? path.slice(appSubUrl.length) : path;
}

/** The WebSocket address of a path on Grafana's origin, `ws:` or `wss:` as the page is served. */
export function socketUrl(path: string, appSubUrl: string, pageUrl: string): string {
  const url = new URL(pageUrl);
  url.search = '';
  url.hash = '';
  url.pathname = appSubUrl + withoutSubPath(path, appSubUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
