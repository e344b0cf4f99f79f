/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "node-addons"]}
 */
import type { DataFrame } from '@grafana/data';
import { figures, rows, timeline } from './grafana/shown.js';
import { allPanels, type Panel } from './read.js';

describe('with a data source that does not answer', () => {
  const range = { from: 0, to: 3600 };
  const empty = (panel: Panel): DataFrame[] => panel.targets.map(({ refId }) => ({ refId, fields: [], length: 0 }));

  it.each(allPanels.filter(([, { type }]) => type === 'stat' || type === 'bargauge'))(
    '%s says that there is nothing, in the colour of text',
    async (_, panel) => {
      const says = [`${panel.fieldConfig?.defaults.noValue ?? ''} (text)`];
      expect(await figures(panel, [])).toEqual(says);
      expect(await figures(panel, empty(panel))).toEqual(says);
    }
  );

  it.each(allPanels.filter(([, { type }]) => type === 'state-timeline'))('%s says its own text', async (_, panel) => {
    expect(await timeline(panel, [], range)).toBe(panel.fieldConfig?.defaults.noValue);
    expect(await timeline(panel, empty(panel), range)).toBe(panel.fieldConfig?.defaults.noValue);
  });

  it.each(allPanels.filter(([, { type }]) => type === 'table'))('%s says its own text', async (_, panel) => {
    expect(await rows(panel, [])).toBe(panel.fieldConfig?.defaults.noValue);
  });
});
