import { type ConfigOverrideRule, createTheme } from '@grafana/data';
import { classColors } from './classColors';

const theme = createTheme();
const { palette, getColorByName } = theme.visualization;

function colorsWith(...overrides: ConfigOverrideRule[]) {
  return classColors(theme, { defaults: {}, overrides }, 'lobby');
}

function override(id: string, options: unknown, fixedColor: string): ConfigOverrideRule {
  return { matcher: { id, options }, properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }] };
}

it('takes the colours of the theme in the order of the labels of the model', () => {
  const colorOf = colorsWith();
  expect([0, 1].map((index) => colorOf(`class ${index}`, index))).toEqual(
    palette.slice(0, 2).map((name) => getColorByName(name))
  );
});

it('begins again when there are more classes than colours', () => {
  expect(colorsWith()('late', palette.length)).toBe(getColorByName(palette[0] ?? ''));
});

it('gives a class that is not among the labels always the same colour', () => {
  expect(colorsWith()('unicorn', -1)).toBe(colorsWith()('unicorn', -1));
});

it('lets an override by name or by pattern win, the last of them first', () => {
  const colorOf = colorsWith(
    override('byRegexp', '/^per/i', 'blue'),
    override('byName', 'car', 'red'),
    override('byName', 'person', 'green')
  );
  expect(colorOf('person', 0)).toBe(getColorByName('green'));
  expect(colorOf('Peroxide', 0)).toBe(getColorByName('blue'));
  expect(colorOf('car', 0)).toBe(getColorByName('red'));
});

it('knows a class also by the name that its series has among those of several streams', () => {
  const colorOf = colorsWith(override('byName', 'lobby: person', 'red'), override('byName', 'yard: person', 'blue'));
  expect(colorOf('person', 0)).toBe(getColorByName('red'));
});

it('gives all classes the fixed colour of the panel, unless an override names another', () => {
  const defaults = { color: { mode: 'fixed', fixedColor: 'purple' } };
  const colorOf = classColors(theme, { defaults, overrides: [override('byName', 'car', 'red')] }, 'lobby');
  expect(['person', 'car'].map((name, index) => colorOf(name, index))).toEqual(['purple', 'red'].map(getColorByName));
});

it.each([
  ['a pattern that is none', override('byRegexp', '/(/', 'red')],
  ['a matcher that it does not know', override('byType', 'number', 'red')],
  ['options of another kind', override('byName', { names: ['car'] }, 'red')],
  ['another property', { matcher: { id: 'byName', options: 'car' }, properties: [{ id: 'unit', value: 's' }] }],
  [
    'a colour scheme',
    { matcher: { id: 'byName', options: 'car' }, properties: [{ id: 'color', value: { mode: 'palette-classic' } }] },
  ],
])('passes over %s', (_, rule) => {
  expect(colorsWith(rule)('car', 0)).toBe(getColorByName(palette[0] ?? ''));
});
