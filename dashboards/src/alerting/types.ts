import type { DashboardUid } from '../uids.js';

/** One query or expression of a rule; `model` is what the data source, or Grafana's own expressions, understand. */
export interface RuleQuery {
  refId: string;
  datasourceUid: string;
  /** Seconds before now. */
  relativeTimeRange: { from: number; to: number };
  model: Record<string, unknown>;
}

/** A Grafana-managed alert rule, as its file provisioning reads it. */
export interface GrafanaRule {
  uid: string;
  title: string;
  /** The letter of the query or expression that decides. */
  condition: string;
  data: RuleQuery[];
  dashboardUid: DashboardUid;
  panelId: number;
  noDataState: 'OK' | 'NoData' | 'Alerting' | 'KeepLast';
  execErrState: 'OK' | 'Error' | 'Alerting' | 'KeepLast';
  for: string;
  keepFiringFor?: string;
  annotations: Record<string, string>;
  labels: Record<string, string>;
  isPaused: boolean;
}

export interface RuleGroup {
  orgId: number;
  name: string;
  folder: string;
  interval: string;
  rules: GrafanaRule[];
}

export interface RuleFile {
  apiVersion: 1;
  groups: RuleGroup[];
}
