/** Fixed uids: what refers to a data source, a folder or a dashboard of ours does it by these. */
export const DATA_SOURCE_UIDS = {
  streams: 'framewatch-streams',
  prometheus: 'framewatch-prometheus',
  flux: 'framewatch-influxdb',
  influxql: 'framewatch-influxql',
  alertmanager: 'framewatch-alertmanager',
} as const;

export const FOLDER = { uid: 'framewatch', title: 'Framewatch' } as const;

export const DASHBOARD_UIDS = {
  live: 'framewatch-live',
  fleet: 'framewatch-fleet',
  counting: 'framewatch-counting',
  modelHealth: 'framewatch-model-health',
  gpuHost: 'framewatch-gpu-host',
  pipeline: 'framewatch-pipeline',
} as const;

export type DashboardUid = (typeof DASHBOARD_UIDS)[keyof typeof DASHBOARD_UIDS];
