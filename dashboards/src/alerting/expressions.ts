import { FLUX, PROMETHEUS } from '../kit/index.js';
import type { RuleQuery } from './types.js';

const EXPRESSIONS = '__expr__';
const NOW = { from: 0, to: 0 };

const expression = (refId: string, model: Record<string, unknown>): RuleQuery => ({
  refId,
  datasourceUid: EXPRESSIONS,
  relativeTimeRange: NOW,
  model: { refId, datasource: { type: EXPRESSIONS, uid: EXPRESSIONS }, ...model },
});

/** PromQL now: a number for every series that it selects. */
export const promqlNow = (refId: string, expr: string): RuleQuery => ({
  refId,
  datasourceUid: PROMETHEUS.uid ?? '',
  relativeTimeRange: { from: 600, to: 0 },
  model: {
    refId,
    datasource: PROMETHEUS,
    editorMode: 'code',
    expr,
    instant: true,
    range: false,
    intervalMs: 15_000,
    maxDataPoints: 43_200,
  },
});

/** Flux over the last `seconds`: a series for every group. */
export const fluxOver = (refId: string, seconds: number, query: string): RuleQuery => ({
  refId,
  datasourceUid: FLUX.uid ?? '',
  relativeTimeRange: { from: seconds, to: 0 },
  model: { refId, datasource: FLUX, query, intervalMs: 1_000, maxDataPoints: 43_200 },
});

/** The newest number of every series of another query. */
export const newest = (refId: string, of: string): RuleQuery =>
  expression(refId, { type: 'reduce', reducer: 'last', expression: of, settings: { mode: 'dropNN' } });

/** True for every series that has a number, whatever it is: the query has decided already. */
export const anyNumber = (refId: string, of: string): RuleQuery =>
  expression(refId, { type: 'math', expression: `is_number($${of})` });

/** True where the number is above (or below) a limit. */
export const beyond = (refId: string, of: string, side: 'gt' | 'lt', limit: number): RuleQuery =>
  expression(refId, {
    type: 'threshold',
    expression: of,
    conditions: [{ evaluator: { type: side, params: [limit] } }],
  });
