import { type PanelOptionsEditorBuilder, createDataFrame, standardEditorsRegistry } from '@grafana/data';
import { rememberClasses } from './grafana/knownClasses';
import { plugin } from './module';
import { DEFAULT_OPTIONS, type PanelOptions } from './options';

interface Item {
  path: string;
  defaultValue?: unknown;
  settings?: { getOptions?: (context: unknown) => Promise<Array<{ value: string }>> };
}

function items(): Item[] {
  const found: Item[] = [];
  const builder = new Proxy({} as PanelOptionsEditorBuilder<PanelOptions>, {
    get: () => (item: Item) => {
      found.push(item);
      return builder;
    },
  });
  plugin.getPanelOptionsSupplier()(builder, { data: [] });
  return found;
}

const item = (path: string) => items().find((one) => one.path === path);

beforeAll(() => standardEditorsRegistry.setInit(() => []));

it('has an editor for every option, with its default', () => {
  expect(
    items()
      .map(({ path }) => path)
      .sort()
  ).toEqual(Object.keys(DEFAULT_OPTIONS).sort());
  for (const { path, defaultValue } of items()) {
    expect([path, defaultValue ?? []]).toEqual([path, DEFAULT_OPTIONS[path as keyof PanelOptions]]);
  }
});

it('offers the streams of the query', async () => {
  const base = '/api/datasources/proxy/uid/cams/viewer/v1';
  const livePath = `${base}/streams/lobby/live`;
  const framewatch = { stream: 'lobby', datasourceUid: 'cams', livePath, live: true };
  const data = [createDataFrame({ fields: [], meta: { custom: { framewatch } } })];
  const options = await item('stream')?.settings?.getOptions?.({ data });
  expect(options?.map(({ value }) => value)).toEqual(['', 'lobby']);
});

it('offers the classes that were seen', async () => {
  rememberClasses(['person']);
  const options = await item('classes')?.settings?.getOptions?.({ data: [] });
  expect(options?.map(({ value }) => value)).toEqual(['person']);
});
