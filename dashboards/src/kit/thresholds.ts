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

/** The same figure has the same limits on every board; docs/dashboards.md lists them. */
export const LATENCY = highIsBad(0.15, 0.25);
export const DROPPED = highIsBad(0.25, 0.5);
export const NEWEST_FRAME = highIsBad(10, 30);
/** A stream that is up and gets no results: its model hangs or fails. */
export const INFERRED = steps([null, 'red'], [1e-6, 'text']);
export const RECONNECTS = steps([null, 'text'], [1, 'yellow'], [5, 'red']);

/** Texts and colours of single values. */
export const texts = (...all: (readonly [value: number, text: string, color: string])[]): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(all.map(([value, text, color], index) => [String(value), { text, color, index }])),
  },
];

/** Mappings of 1 and 0 when 1 is good. */
export const upOrDown = (): ValueMapping[] => texts([1, 'Up', 'green'], [0, 'Down', 'red']);

/** Mappings of 1 and 0 when 1 is bad. */
export const yesIsBad = (yes = 'Yes', no = 'No'): ValueMapping[] => texts([1, yes, 'red'], [0, no, 'green']);

/** Mapping of an error's number, where 0 is none. */
export const zeroIsNone = (): ValueMapping[] => [
  ...texts([0, 'None', 'green']),
  { type: MappingType.RangeToText, options: { from: 1, to: null, result: { color: 'red', index: 1 } } },
];
