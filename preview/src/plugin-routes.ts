import { z } from 'zod';

/** The part of a data source plugin's `plugin.json` that the proxy uses. */
export const pluginJsonSchema = z.object({
  id: z.string(),
  type: z.enum(['datasource', 'panel', 'app']),
  name: z.string(),
  routes: z
    .array(
      z.object({
        path: z.string(),
        url: z.string(),
        headers: z.array(z.object({ name: z.string(), content: z.string() })).default([]),
      })
    )
    .default([]),
});
export type PluginJson = z.infer<typeof pluginJsonSchema>;

/** A provisioned data source, as Grafana keeps it on the server. */
export interface DataSource {
  uid: string;
  name: string;
  /** Plugin id. */
  type: string;
  url: string;
  /** Never sent to the browser. */
  secureJsonData: Readonly<Record<string, string>>;
}

/** The target of a request below the data source's proxy path. */
export interface ProxyRoute {
  /** Path below the proxy path, without slashes at its ends; empty for whatever no route matches. */
  prefix: string;
  upstream: URL;
  headers: Readonly<Record<string, string>>;
}

/** Fills the two kinds of template that Grafana allows in a route. An unknown one is an error, not an empty string. */
export function fillTemplate(template: string, source: DataSource): string {
  return template.replace(/\{\{\s*\.([A-Za-z.]+)\s*\}\}/g, (_, path: string) => {
    if (path === 'URL') return source.url.replace(/\/$/, '');
    const key = /^SecureJsonData\.(\w+)$/.exec(path)?.[1];
    if (key !== undefined) return source.secureJsonData[key] ?? '';
    throw new Error(`plugin.json of ${source.type}: the template {{ .${path} }} is not known here`);
  });
}

/**
 * The routes of a data source in the order in which Grafana tries them: those of `plugin.json`, then the data
 * source's own URL for every other path, without the headers of any route.
 */
export function proxyRoutes(plugin: PluginJson, source: DataSource): ProxyRoute[] {
  const own = plugin.routes.map((route) => ({
    prefix: route.path.replace(/^\/|\/$/g, ''),
    upstream: new URL(fillTemplate(route.url, source)),
    headers: Object.fromEntries(route.headers.map((h) => [h.name, fillTemplate(h.content, source)])),
  }));
  return [...own, { prefix: '', upstream: new URL(source.url), headers: {} }];
}
