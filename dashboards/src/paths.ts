import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What Grafana reads at its start. */
export const PROVISIONING = path.join(ROOT, 'provisioning/grafana');
