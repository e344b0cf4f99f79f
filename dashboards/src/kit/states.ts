import { MappingType, SpecialValueMatch, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { RUNNER, STREAM } from './selectors.js';
import { texts } from './thresholds.js';

/**
 * The values of `stream:state` and `runner:state`, see provisioning/prometheus/rules/recording-state.yml. What is below
 * 0 stands in the place of a figure that there is not, as the reason.
 */
export const STATE = {
  up: 1,
  streamDown: -1,
  runnerDown: -2,
  exporterDown: -3,
  ended: -4,
  alertmanagerDown: -5,
} as const;

/**
 * Said where Prometheus has no answer, for whatever reason: a text that is also true when Prometheus itself is dead.
 */
export const NO_DATA = 'No data';

/** Limits an expression with the labels `runner` and `stream` to streams that are up. */
export const whileUp = (expr: string): string => `(${expr}) and on (runner, stream) stream:state == ${STATE.up}`;

/** Not where Prometheus knows of nothing: it was not there then. */
const NO_EXPORTER = `(absent(framewatch_runner_up) and on () count(up)) * ${STATE.exporterDown}`;

/** Why there is no figure of any chosen stream, as one of STATE; nothing where one of them is up. */
const whyNoStream = `max(stream:state{${STREAM}}) < 0 or on () max(runner:state{${RUNNER}}) < 0 or on () ${NO_EXPORTER}`;

/** Why there is no figure of any chosen runner. */
const whyNoRunner = `max(runner:state{${RUNNER}}) < 0 or on () ${NO_EXPORTER}`;

/** Is not a number where 0 is divided by 0, which is no figure. */
const figure = (expr: string): string => `((${expr}) >= 0)`;

/** A figure of the chosen streams as it is now, or why there is none. */
export const ofStreams = (expr: string): string => `${figure(expr)} or on () ${whyNoStream}`;

/** A figure of the chosen runners as it is now, or why there is none. */
export const ofRunners = (expr: string): string => `${figure(expr)} or on () ${whyNoRunner}`;

/**
 * How often something bad happened in a time that has ended by now. What was counted is told whatever is down by now;
 * that nothing was counted is told by those only that still count.
 */
const counted = (expr: string, counting: string, why: string): string =>
  `((${expr}) > 0) or on () (${figure(expr)} and on () ${counting}) or on () ${why}`;

export const countedOfStreams = (expr: string): string =>
  counted(expr, `max(stream:state{${STREAM}}) >= ${STATE.streamDown}`, whyNoStream);

export const countedOfRunners = (expr: string): string =>
  counted(expr, `max(runner:state{${RUNNER}}) == ${STATE.up}`, whyNoRunner);

export const countedByAlertmanager = (expr: string): string =>
  counted(expr, 'max(up{job="alertmanager"}) == 1', `(max(up{job="alertmanager"}) == 0) + ${STATE.alertmanagerDown}`);

const reasons = texts(
  [STATE.streamDown, 'Stream down', 'red'],
  [STATE.runnerDown, 'Runner down', 'red'],
  [STATE.exporterDown, 'Exporter down', 'red'],
  [STATE.ended, 'Ended', 'blue'],
  [STATE.alertmanagerDown, 'Alertmanager down', 'red']
);

/** Mapping of missing values: in the colour of text, never in that of a good value. */
export const nothing = (text: string, color = 'text'): ValueMapping => ({
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text, color, index: 0 } },
});

/** Mappings of states to texts, shown in the place of a number. */
export const inPlaceOfFigure = (noData: string): ValueMapping[] => [...reasons, nothing(noData)];

/** Mappings of the states of streams. */
export const stateOfStream = (): ValueMapping[] =>
  texts(
    [STATE.up, 'Up', 'green'],
    [STATE.streamDown, 'Down', 'red'],
    [STATE.runnerDown, 'Runner down', 'red'],
    [STATE.exporterDown, 'Exporter down', 'red'],
    [STATE.ended, 'Ended', 'blue']
  );

/** Mappings of the states of runners. */
export const stateOfRunner = (): ValueMapping[] =>
  texts([STATE.up, 'Up', 'green'], [STATE.runnerDown, 'Down', 'red'], [STATE.exporterDown, 'Exporter down', 'red']);
