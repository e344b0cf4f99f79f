import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARD_UIDS, type DashboardUid } from '../uids.js';

/** A panel that shows what an alert is about. */
export interface PanelRef {
  dashboard: DashboardUid;
  title: string;
}

const { live, fleet, modelHealth, gpuHost, pipeline } = DASHBOARD_UIDS;

/** By the name of the alert. */
const PANELS: Readonly<Record<string, PanelRef>> = {
  StreamStalled: { dashboard: fleet, title: 'State' },
  CameraFlapping: { dashboard: fleet, title: 'Reconnects' },
  StreamThroughputLow: { dashboard: fleet, title: 'Inferred frames per second' },
  StreamDropRatioHigh: { dashboard: fleet, title: 'Dropped' },
  StreamPicturesDamaged: { dashboard: live, title: 'Frames dropped, by reason' },
  LatencyBudgetBurnFast: { dashboard: modelHealth, title: 'Latency of frames' },
  LatencyBudgetBurnSlow: { dashboard: modelHealth, title: 'Latency of frames' },
  ModelDown: { dashboard: modelHealth, title: 'What models run on' },
  ModelFellBack: { dashboard: modelHealth, title: 'What models run on' },
  InferenceErrors: { dashboard: modelHealth, title: 'Failed inferences, by reason' },
  AnomalyActive: { dashboard: live, title: 'Anomalies' },
  ZoneForbidden: { dashboard: live, title: 'Anomalies' },
  PersonFallen: { dashboard: live, title: 'Anomalies' },
  PictureFrozen: { dashboard: live, title: 'Anomalies' },
  PictureUnusable: { dashboard: live, title: 'Anomalies' },
  CameraMoved: { dashboard: live, title: 'Anomalies' },
  NobodySeen: { dashboard: live, title: 'Anomalies' },
  ModelDrift: { dashboard: fleet, title: 'Model drift' },
  ObjectCountUnusual: { dashboard: fleet, title: 'Unusual number of objects' },
  DataLoss: { dashboard: pipeline, title: 'Points lost, by reason' },
  SpoolBacklog: { dashboard: pipeline, title: 'Spool' },
  RunnerDown: { dashboard: pipeline, title: 'Runners' },
  ExporterDown: { dashboard: pipeline, title: 'Services' },
  DatabaseDown: { dashboard: pipeline, title: 'Services' },
  GrafanaDown: { dashboard: pipeline, title: 'Services' },
  AlertmanagerDown: { dashboard: pipeline, title: 'Services' },
  NotificationsFailing: { dashboard: pipeline, title: 'Notifications' },
  RuleEvaluationFailing: { dashboard: pipeline, title: 'Failed rules' },
  PrometheusDown: { dashboard: pipeline, title: 'Services' },
  MonitoringTargetDown: { dashboard: pipeline, title: 'Services' },
  GpuMemoryHigh: { dashboard: gpuHost, title: 'GPU memory' },
  GpuThermalSlowdown: { dashboard: gpuHost, title: 'Slowed down by heat' },
  GpuEccErrors: { dashboard: gpuHost, title: 'GPUs' },
  GpuXid: { dashboard: gpuHost, title: 'Newest Xid error' },
  GpuReadFailing: { dashboard: gpuHost, title: 'GPUs' },
  GpuLost: { dashboard: gpuHost, title: 'GPUs' },
  HostDiskFilling: { dashboard: gpuHost, title: 'Disks used' },
  HostMemoryLow: { dashboard: gpuHost, title: 'Memory available' },
  HostCpuBusy: { dashboard: gpuHost, title: 'CPU' },
  ContainerRestarting: { dashboard: gpuHost, title: 'Restarts by container' },
  StoredNothing: { dashboard: live, title: 'Objects per frame, from the database' },
  StoredFramesMissing: { dashboard: live, title: 'Objects per frame, from the database' },
  StoredStreamFailed: { dashboard: live, title: 'Events, from the database' },
  StoredLatencyHigh: { dashboard: live, title: 'Latency' },
  StoredDropsHigh: { dashboard: live, title: 'Frames dropped, by reason' },
};

/** Where an alert's panel is. @throws Error when the alert has none, or the dashboard has no such panel. */
export function panelOf(
  alert: string,
  dashboards: readonly Dashboard[]
): { dashboardUid: DashboardUid; panelId: number } {
  const wanted = PANELS[alert];
  if (!wanted) throw new Error(`alert ${alert} has no panel: add it in alerting/panels.ts`);
  const panels = dashboards.find(({ uid }) => uid === wanted.dashboard)?.panels ?? [];
  const panel = panels.find(({ title, type }) => title === wanted.title && type !== 'row');
  if (panel?.id === undefined) throw new Error(`dashboard ${wanted.dashboard} has no panel "${wanted.title}"`);
  return { dashboardUid: wanted.dashboard, panelId: panel.id };
}
