import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARD_UIDS } from '../uids.js';
import { board, figure, type Place, prom, side } from './index.js';

const panel = (title: string) =>
  figure({ title, description: 'A panel.', queries: [prom('up')], noData: 'Nothing', links: [] });
const place = (title: string, width: number, height: number): Place => ({ panel: panel(title), width, height });

function placed(...sections: Place[][]): (Pick<Panel, 'title' | 'id'> & { at: number[] })[] {
  const { panels = [] } = board({
    uid: DASHBOARD_UIDS.live,
    title: 'Test',
    description: 'For a test.',
    from: 'now-1h',
    refresh: '1m',
    variables: [],
    sections: sections.map((places, index) => ({ title: `Section ${index}`, places })),
  });
  return panels.map(({ title, id, gridPos }) => ({
    title,
    id,
    at: [gridPos?.x ?? -1, gridPos?.y ?? -1, gridPos?.w ?? -1, gridPos?.h ?? -1],
  }));
}

describe('a dashboard', () => {
  it('stacks small panels beside a tall one', () => {
    expect(placed([place('tall', 16, 8), place('a', 4, 4), place('b', 4, 4), place('c', 8, 4)])).toMatchObject([
      { title: 'Section 0', at: [0, 0, 24, 1] },
      { title: 'tall', at: [0, 1, 16, 8] },
      { title: 'a', at: [16, 1, 4, 4] },
      { title: 'b', at: [20, 1, 4, 4] },
      { title: 'c', at: [16, 5, 8, 4] },
    ]);
  });

  it('begins a section below the lowest panel of the one before, and numbers all', () => {
    expect(placed([place('a', 12, 4), place('b', 12, 9)], [place('c', 24, 5)])).toMatchObject([
      { id: 1 },
      { id: 2 },
      { id: 3 },
      { title: 'Section 1', id: 4, at: [0, 10, 24, 1] },
      { title: 'c', id: 5, at: [0, 11, 24, 5] },
    ]);
  });

  it('shares the width among panels side by side', () => {
    expect(side(4, panel('a'), panel('b'), panel('c')).map(({ width }) => width)).toEqual([8, 8, 8]);
  });
});

describe('a panel', () => {
  it('needs a query', () => {
    const spec = { title: 'Empty', description: 'None.', queries: [], noData: 'Nothing', links: [] };
    expect(() => figure(spec)).toThrow('panel "Empty" has no query');
  });
});
