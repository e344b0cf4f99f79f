/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "node-addons"]}
 */
import { createTheme } from '@grafana/data';
import { allPanels, type Panel } from './read.js';

const themes = (['dark', 'light'] as const).map((mode) => createTheme({ colors: { mode } }).visualization);
const graphs = allPanels.filter(([, { type }]) => type === 'timeseries');

/** A colour `#rrggbb` in CIE L*a*b* (D65), in which distances are about those that an eye sees. */
function lab(hex: string): [number, number, number] {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c > 0.04045 ? ((c + 0.055) / 1.055) ** 2.4 : c / 12.92));
  const f = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: string, b: string): number => Math.hypot(...lab(a).map((value, i) => value - (lab(b)[i] ?? 0)));

/** Two lines nearer to each other than this are hard to tell apart. */
const NEAR = 30;

const nearest = (colours: readonly string[]): number =>
  Math.min(...colours.flatMap((a, i) => colours.slice(i + 1).map((b) => distance(a, b))));

const fixedColours = ({ fieldConfig }: Panel): Map<unknown, string> =>
  new Map(
    (fieldConfig?.overrides ?? []).flatMap(({ matcher, properties }) =>
      properties
        .filter(({ id }) => id === 'color')
        .map(({ value }) => [matcher.options, (value as { fixedColor: string }).fixedColor] as const)
    )
  );

describe('colours of lines', () => {
  it.each(graphs.filter(([, panel]) => fixedColours(panel).size > 0))('%s: are easy to tell apart', (_, panel) => {
    for (const theme of themes)
      expect(nearest([...fixedColours(panel).values()].map((name) => theme.getColorByName(name)))).toBeGreaterThan(
        NEAR
      );
  });

  it.each(graphs)('%s: are chosen where the names of several lines are known', (_, panel) => {
    const known = panel.targets.flatMap(({ legendFormat = '' }) => (/\{\{|^$/.test(legendFormat) ? [] : legendFormat));
    if (known.length > 1) expect([...fixedColours(panel).keys()]).toEqual(known);
  });

  it('come from a palette whose first ones are easy to tell apart', () => {
    for (const theme of themes)
      expect(nearest(theme.palette.slice(0, 6).map((name) => theme.getColorByName(name)))).toBeGreaterThan(NEAR);
  });

  it('would be alike for some names, if they were made from names', () => {
    const [theme] = themes;
    expect(nearest((theme?.palette ?? []).map((name) => theme!.getColorByName(name)))).toBeLessThan(NEAR / 3);
  });
});
