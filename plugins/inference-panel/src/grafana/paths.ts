/** Removes Grafana's sub-path from a path, as its backend service requires. */
export function withoutSubPath(path: string, appSubUrl: string): string {
  return appSubUrl !== '' && path.startsWith(`${appSubUrl}/`) ? path.slice(appSubUrl.length) : path;
}

/** Returns the WebSocket URL of a path on Grafana's origin; `wss:` when the page was served over https. */
export function socketUrl(path: string, appSubUrl: string, pageUrl: string): string {
  const url = new URL(pageUrl);
  url.search = '';
  url.hash = '';
  url.pathname = appSubUrl + withoutSubPath(path, appSubUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
