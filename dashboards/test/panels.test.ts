import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../src/paths.js';
import { DASHBOARD_UIDS, DATA_SOURCE_UIDS } from '../src/uids.js';
import { allPanels, dashboards, type Panel, panelsOf } from './read.js';

/** Panels of texts and pictures: their values have no unit, or each column has its own. */
const WITHOUT_UNIT = new Set(['table', 'framewatch-inference-panel']);

const linksOf = (panel: Panel) => [...panel.links, ...(panel.fieldConfig?.defaults.links ?? [])];

describe.each(allPanels.map(([name, panel]) => ({ name, panel })))('$name', ({ panel }) => {
  it('says what it shows', () => {
    expect(panel.description).toMatch(/^[A-Z`].{20,}[.?]$/s);
  });

  it('says something where there is no data', () => {
    expect(panel.fieldConfig?.defaults.noValue).toMatch(/\w/);
  });

  it('has a unit', () => {
    if (WITHOUT_UNIT.has(panel.type)) return;
    expect(panel.fieldConfig?.defaults.unit).toMatch(/\w/);
  });

  it('leads to more detail, to places that exist', () => {
    expect(panel.links.length).toBeGreaterThan(0);
    for (const { url } of linksOf(panel)) {
      const [, uid] = /^\/d\/([\w-]+)\?/.exec(url) ?? [];
      const [, page] = /\/blob\/main\/(docs\/[^#]+)/.exec(url) ?? [];
      if (uid !== undefined) expect(Object.values(DASHBOARD_UIDS)).toContain(uid);
      else if (page !== undefined) expect([page, existsSync(path.join(ROOT, page))]).toEqual([page, true]);
      else expect(url).toBe('/alerting/list');
    }
  });

  it('asks data sources that are provisioned', () => {
    expect(panel.targets.length).toBeGreaterThan(0);
    for (const { datasource } of panel.targets)
      expect([...Object.values(DATA_SOURCE_UIDS), '${source}']).toContain(datasource.uid);
    if (panel.targets.every(({ datasource }) => datasource.uid === panel.targets[0]?.datasource.uid))
      expect(panel.datasource).toEqual(panel.targets[0]?.datasource);
    else expect(panel.datasource?.uid).toBe('-- Mixed --');
  });

  it('gives each query a letter of its own', () => {
    const letters = panel.targets.map(({ refId }) => refId);
    expect(new Set(letters).size).toBe(letters.length);
  });
});

const ofType = (...types: string[]) =>
  allPanels.filter(([, { type }]) => types.includes(type)).map(([name, panel]) => ({ name, panel }));
const isPrometheus = ({ datasource }: Panel['targets'][number]) => datasource.type === 'prometheus';

/** A mapping as Grafana stores it, as far as it is looked at here. */
interface Mapping {
  type: string;
  options: { match?: string; result?: { color?: string } };
}
const mappingsOf = (panel: Panel) => (panel.fieldConfig?.defaults.mappings ?? []) as Mapping[];
const ofNull = ({ type, options }: Mapping) => type === 'special' && options.match === 'null+nan';

describe('text in place of data', () => {
  it.each(allPanels)('%s: claims nothing that a dead data source would make wrong', (_, { fieldConfig }) => {
    expect(fieldConfig?.defaults.noValue).toMatch(/^(No data|Not counted|Not measured)\b/);
  });

  it.each(ofType('table', 'timeseries'))('$name: is not for cells', ({ panel }) => {
    const [first] = panel.fieldConfig?.overrides ?? [];
    expect(first).toEqual({
      matcher: { id: 'byRegexp', options: '/.*/' },
      properties: [{ id: 'noValue', value: '–' }],
    });
  });
});

describe('what is shown as it is now', () => {
  it.each(ofType('stat', 'bargauge'))('$name: is not the last value of a range', ({ panel }) => {
    expect(panel.options?.reduceOptions).toMatchObject({ calcs: ['last'] });
    expect(panel.targets.filter((target) => isPrometheus(target) && target.instant !== true)).toEqual([]);
  });

  it.each(ofType('stat', 'bargauge'))('$name: has no colour of a good value where there is none', ({ panel }) => {
    expect(mappingsOf(panel).filter(ofNull)).toMatchObject([{ options: { result: { color: 'text' } } }]);
  });

  it.each(ofType('table'))('$name: is not the last value of a range', ({ panel }) => {
    expect(panel.targets.filter((target) => isPrometheus(target) && target.instant !== true)).toEqual([]);
  });

  it.each(ofType('timeseries'))('$name: has no last value in its legend', ({ panel }) => {
    expect(panel.options?.legend).toMatchObject({ calcs: ['mean', 'max'] });
  });
});

describe('state timelines', () => {
  it.each(ofType('state-timeline'))('$name: take their colours from mappings, not from thresholds', ({ panel }) => {
    expect(panel.fieldConfig?.defaults.color?.mode).toBe('fixed');
    const colours = mappingsOf(panel).flatMap(({ type, options }) =>
      type === 'value'
        ? Object.values(options as Record<string, { color?: string }>).map(({ color }) => color)
        : [options.result?.color]
    );
    expect(colours.length).toBeGreaterThan(1);
    for (const colour of colours) expect(colour).toMatch(/^(green|red|blue)$/);
  });

  it.each(ofType('state-timeline'))('$name: leave out answers without fields', ({ panel }) => {
    expect(panel.transformations).toEqual([{ id: 'filterFieldsByName', options: { include: { pattern: '/.*/' } } }]);
  });
});

describe('graphs', () => {
  it.each(ofType('timeseries'))('$name: draw no line across a gap', ({ panel }) => {
    expect(panel.fieldConfig?.defaults.custom).toMatchObject({ spanNulls: false });
    for (const { query = '' } of panel.targets) {
      expect(query).not.toMatch(/createEmpty: false|fill\((none|previous|linear)\)/);
      if (query.includes('aggregateWindow(')) expect(query).toContain('createEmpty: true');
    }
  });

  it.each(ofType('timeseries'))('$name: take colours from the palette one after the other', ({ panel }) => {
    expect(panel.fieldConfig?.defaults.color?.mode).toBe('palette-classic');
  });
});

describe('tables', () => {
  it.each(ofType('table').filter(({ panel }) => panel.targets.length > 1))('$name: keep their columns', ({ panel }) => {
    const organize = panel.transformations?.find(({ id }) => id === 'organize');
    const { indexByName, renameByName } = organize?.options as Record<string, Record<string, unknown>>;
    expect(Object.values(indexByName ?? {})).toEqual(Object.keys(indexByName ?? {}).map((_, index) => index));
    expect(Object.keys(indexByName ?? {})).toEqual(expect.arrayContaining(Object.keys(renameByName ?? {})));
  });

  it.each(ofType('table'))('$name: colour no cell without a value, and none like text', ({ panel }) => {
    for (const { properties } of panel.fieldConfig?.overrides ?? []) {
      const value = (id: string) => properties.find((one) => one.id === id)?.value;
      if ((value('custom.cellOptions') as { type: string } | undefined)?.type !== 'color-background') continue;
      const { steps } = value('thresholds') as { steps: { color: string }[] };
      expect(steps.map(({ color }) => color)).not.toContain('text');
      const mappings = value('mappings') as Mapping[];
      expect(mappings.filter(ofNull)).toMatchObject([{ options: { result: { text: '–', color: 'transparent' } } }]);
    }
  });

  it.each(ofType('table').filter(({ name }) => name.includes('Events')))(
    '$name: cut neither time nor text',
    ({ panel }) => {
      const of = (name: string) =>
        panel.fieldConfig?.overrides.find(({ matcher }) => matcher.options === name)?.properties;
      expect(of('Time')).toContainEqual({ id: 'custom.width', value: 190 });
      expect(of('Message')).toContainEqual({ id: 'custom.wrapText', value: true });
    }
  );
});

describe('one word, one definition', () => {
  const expressions = allPanels.flatMap(([name, { targets }]) =>
    targets.flatMap(({ expr }) => (expr === undefined ? [] : [[name, expr] as const]))
  );

  it('a share of dropped frames is the recorded one', () => {
    const shares = expressions.filter(
      ([, expr]) => expr.includes('frames_dropped') && !expr.includes('sum by (reason)')
    );
    expect(shares.length).toBe(3);
    for (const [, expr] of shares) expect(expr).toContain('stream:frames_dropped:ratio_rate5m');
  });

  it('the same figure has the same limits on Live and Fleet', () => {
    const limits = (board: string, title: string) => {
      const panel = allPanels.find(([name]) => name === `${board}: ${title}`)?.[1];
      return (panel?.fieldConfig?.defaults.thresholds as { steps: unknown } | undefined)?.steps;
    };
    const streams = allPanels.find(([name]) => name === 'Fleet: Streams')?.[1];
    const column = (title: string) =>
      streams?.fieldConfig?.overrides
        .find(({ matcher }) => matcher.options === title)
        ?.properties.find(({ id }) => id === 'thresholds')?.value as { steps: unknown } | undefined;
    for (const title of ['Dropped', 'Newest frame', 'Latency, 95 %'])
      expect([title, column(title)?.steps]).toEqual([title, limits('Live', title)]);
    expect(limits('Fleet', 'Slowest stream')).toEqual(limits('Live', 'Latency, 95 %'));
  });

  it('no panel measures age by a clock that goes on between two scrapes', () => {
    expect(expressions.filter(([, expr]) => expr.includes('time() -'))).toEqual([]);
  });
});

describe.each(dashboards.map((dashboard) => ({ title: dashboard.title, dashboard })))('$title', ({ dashboard }) => {
  it('has a fixed uid', () => {
    expect(Object.values(DASHBOARD_UIDS)).toContain(dashboard.uid);
  });

  it('numbers its panels, and calls each by another name', () => {
    expect(dashboard.panels.map(({ id }) => id)).toEqual(dashboard.panels.map((_, index) => index + 1));
    const titles = panelsOf(dashboard).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('has no panel over another, or over the edge', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, taken.get(`${x},${y}`)]).toEqual([title, undefined]);
          taken.set(`${x},${y}`, title);
        }
    }
  });

  it('uses only variables that it has, and uses all of them', () => {
    const text = JSON.stringify({ panels: dashboard.panels, annotations: dashboard.annotations });
    const queries = dashboard.templating.list.map(({ query }) => query.query).join(' ');
    const used = new Set([...`${text} ${queries}`.matchAll(/\$\{?([a-z]\w*)/g)].flatMap(([, name = '']) => name));
    for (const inner of ['tag_stream', 'timeFilter']) used.delete(inner);
    expect([...used].sort()).toEqual(dashboard.templating.list.map(({ name }) => name).sort());
  });
});
