import {
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';

const steps = (...colours: (readonly [number | null, string])[]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(colours.map(([value, color]) => ({ value, color })));

/** Green, from the first limit on yellow, from the second on red. */
export const highIsBad = (warn: number, bad: number): ThresholdsConfigBuilder =>
  steps([null, 'green'], [warn, 'yellow'], [bad, 'red']);

/** Red, from the first limit on yellow, from the second on green. */
export const lowIsBad = (bad: number, warn: number): ThresholdsConfigBuilder =>
  steps([null, 'red'], [bad, 'yellow'], [warn, 'green']);

/** For figures that are neither good nor bad. */
export const neutral = (): ThresholdsConfigBuilder => steps([null, 'blue']);

/** How 1 and 0 are said. */
export const upOrDown = (up = 'Up', down = 'Down'): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: { '0': { text: down, color: 'red', index: 1 }, '1': { text: up, color: 'green', index: 0 } },
  },
];
