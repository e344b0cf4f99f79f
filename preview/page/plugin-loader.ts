import * as emotionCss from '@emotion/css';
import * as grafanaData from '@grafana/data';
import type { DataSourcePlugin, PanelPlugin } from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import type { DataQuery } from '@grafana/schema';
import * as i18next from 'i18next';
import lodash from 'lodash';
import * as react from 'react';
import * as reactDom from 'react-dom';
import * as jsxRuntime from 'react/jsx-runtime';
import * as rxjs from 'rxjs';

/** The modules that Grafana shares with its plugins, under the names that the plugins' bundles ask for. */
const shared: Record<string, object> = {
  '@emotion/css': emotionCss,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
  i18next,
  lodash: { ...lodash, default: lodash },
  react,
  'react-dom': reactDom,
  'react/jsx-runtime': jsxRuntime,
  rxjs,
};

const imports: Record<string, string> = {};
for (const [name, module] of Object.entries(shared)) {
  imports[name] = `app:${name}`;
  System.set(`app:${name}`, { ...module, __useDefault: false });
}
System.addImportMap({ imports });

async function load(id: string): Promise<unknown> {
  const module = await System.import<{ plugin: unknown }>(`/public/plugins/${id}/module.js`);
  return module.plugin;
}

export const loadPanelPlugin = (id: string) => load(id) as Promise<PanelPlugin>;
export const loadDataSourcePlugin = (id: string) =>
  load(id) as Promise<DataSourcePlugin<grafanaData.DataSourceApi<DataQuery>>>;
