import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARD_UIDS, type DashboardUid } from '../uids.js';

export type Link = Builder<DashboardLink>;

const DOCS = 'https://github.com/framewatch/framewatch/blob/main/docs';

const TITLES: Readonly<Record<DashboardUid, string>> = {
  [DASHBOARD_UIDS.live]: 'Live',
  [DASHBOARD_UIDS.fleet]: 'Fleet',
  [DASHBOARD_UIDS.counting]: 'Counting',
  [DASHBOARD_UIDS.modelHealth]: 'Model health',
  [DASHBOARD_UIDS.gpuHost]: 'GPU and host',
  [DASHBOARD_UIDS.pipeline]: 'Pipeline',
};

/** The SDK would hide links in the menu of controls. */
const shown = (builder: DashboardLinkBuilder): Link => ({
  build: () => {
    const link = builder.build();
    delete link.placement;
    return link;
  },
});

const link = (title: string, url: string, newTab = false): Link =>
  shown(new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(newTab));

/** Another dashboard of ours, with this one's time range and variables. */
export const toDashboard = (uid: DashboardUid, title = TITLES[uid]): Link =>
  link(title, `/d/${uid}?\${__url_time_range}&\${__all_variables}`);

/** The Live dashboard of the series' own stream, from a graph's series. */
export const toLiveOfSeries = (): Link =>
  link(
    'Live: ${__field.labels.stream}',
    `/d/${DASHBOARD_UIDS.live}?var-runner=\${__field.labels.runner}&var-stream=\${__field.labels.stream}&\${__url_time_range}`
  );

/** The Live dashboard of the row's own stream, from a table with columns `runner` and `stream`. */
export const toLiveOfRow = (): Link =>
  link(
    'Live: ${__data.fields.stream}',
    `/d/${DASHBOARD_UIDS.live}?var-runner=\${__data.fields.runner}&var-stream=\${__data.fields.stream}&\${__url_time_range}`
  );

/** A page of the documentation, as `metrics.md#gpus`. */
export const toDocs = (title: string, page: string): Link => link(title, `${DOCS}/${page}`, true);

/** Grafana's list of alerts. */
export const toAlerts = (): Link => link('Alerts', '/alerting/list');

/** The menu of our dashboards that each of them has at its top. */
export const dashboardMenu = (): Link =>
  shown(
    new DashboardLinkBuilder('Framewatch')
      .type(DashboardLinkType.Dashboards)
      .tags(['framewatch'])
      .includeVars(true)
      .keepTime(true)
  );
