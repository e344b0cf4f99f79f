/** Where Grafana keeps the rules. Another folder than that of the dashboards, which is made later. */
export const ALERT_FOLDER = 'Framewatch alerts';

/** A rule's uid by its title: `GPU (critical)` → `fw-gpu-critical`. @throws Error when it is longer than Grafana takes. */
export function uidOf(title: string): string {
  const words = title.replaceAll(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase();
  const uid = `fw-${words.replaceAll(/[^a-z\d]+/g, '-').replace(/-$/, '')}`;
  if (uid.length > 40) throw new Error(`uid ${uid} has more than 40 characters: shorten the title`);
  return uid;
}

/** The page that says what to do. */
export const runbook = (page: string): string =>
  `https://github.com/framewatch/framewatch/blob/main/docs/runbooks/${page}.md`;
