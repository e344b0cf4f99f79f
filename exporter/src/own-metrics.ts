import { gauge } from './page/index.js';

/** The exporter's own metrics, beside those of runners. Docs: docs/metrics.md. */
export const EXPORTER = {
  runnerUp: gauge('framewatch_runner_up', '1 if the runner answered this scrape with its telemetry, 0 if not.'),
  buildInfo: gauge('framewatch_exporter_build_info', 'Always 1; the version of the exporter.'),
  requestDuration: gauge(
    'framewatch_exporter_runner_request_duration_seconds',
    'Seconds that the runner took to answer this scrape, or to fail.'
  ),
  runnerError: gauge('framewatch_exporter_runner_error_info', 'Always 1; why a runner is not up in this scrape.'),
  duplicates: gauge(
    'framewatch_exporter_duplicate_runners',
    'Addresses that answered with the id of another runner and were left out.'
  ),
  leftOut: gauge(
    'framewatch_exporter_elements_left_out',
    'Metrics and series of this answer of the runner that could not be read.'
  ),
};
