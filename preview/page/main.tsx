import './boot-data';
import {
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type PanelPlugin,
  ThemeContext,
  createTheme,
} from '@grafana/data';
import { config } from '@grafana/runtime';
import { createRoot } from 'react-dom/client';
import { Dashboard } from './Dashboard';
import { provideServices } from './grafana-services';
import { loadDataSourcePlugin, loadPanelPlugin } from './plugin-loader';
import { provideOptionEditors } from './option-editors';
import { readChoices } from './settings';

const choices = readChoices(window.location.search);
const settings = window.framewatchPreview;
config.theme2 = createTheme({ colors: { mode: choices.theme } });

async function main(): Promise<void> {
  const instances = new Map<string, DataSourceApi>();
  provideServices(instances);
  provideOptionEditors();
  for (const { uid, name, type } of settings.dataSources) {
    const plugin = await loadDataSourcePlugin(type);
    const url = `/api/datasources/proxy/uid/${uid}`;
    const instanceSettings = { id: 1, uid, name, type, url, jsonData: {}, access: 'proxy', readOnly: true };
    const instance = new plugin.DataSourceClass(instanceSettings as unknown as DataSourceInstanceSettings);
    instances.set(uid, instance);
  }
  const panels: PanelPlugin[] = [];
  for (const { id, type } of settings.plugins) {
    if (type === 'panel') panels.push(await loadPanelPlugin(id));
  }
  const [source] = instances.values();
  const [panel] = panels;
  if (!source || !panel) throw new Error('the preview needs one data source and one panel plugin');

  createRoot(root).render(
    <ThemeContext.Provider value={config.theme2}>
      <Dashboard source={source} panel={panel} choices={choices} links={settings.links} />
    </ThemeContext.Provider>
  );
}

const root = document.createElement('div');
document.body.append(root);
main().catch((error: unknown) => {
  root.textContent = `The preview could not start: ${error instanceof Error ? error.message : JSON.stringify(error)}`;
});
