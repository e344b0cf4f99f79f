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
