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

const texts = (...all: (readonly [value: number, text: string, color: string])[]): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(all.map(([value, text, color], index) => [String(value), { text, color, index }])),
  },
];

/** How 1 and 0 are said. */
export const upOrDown = (up = 'Up', down = 'Down'): ValueMapping[] => texts([1, up, 'green'], [0, down, 'red']);

/** How the values of `streamState` are said. */
export const upDownOrEnded = (): ValueMapping[] => texts([1, 'Up', 'green'], [0, 'Down', 'red'], [2, 'Ended', 'blue']);
