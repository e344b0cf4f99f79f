import { counter, type Family, gauge, type Page } from '../page/index.js';
import type { Condition, Mark } from './condition.js';
import type { Gpu } from './parse.js';
import type { GpuReading } from './reader.js';

const DEVICES = gauge('framewatch_gpu_devices', 'NVIDIA GPUs that can be read on the machine of the exporter.');

const ROWS_LEFT_OUT = gauge('framewatch_gpu_rows_left_out', 'Rows of the newest reading that could not be read.');

const LOST = gauge(
  'nvidia_smi_gpu_lost',
  '1 for a GPU that is no longer reported or is reported as lost, 0 for those that are well.'
);

const INFOROM_CORRUPTED = gauge(
  'nvidia_smi_inforom_corrupted',
  '1 for a GPU whose infoROM nvidia-smi found damaged, 0 for the others.'
);

const INFO = gauge('nvidia_smi_gpu_info', 'Always 1; what identifies a GPU and its driver.');

const HEALTH = {
  success: gauge('nvidia_smi_last_collect_success', '1 if the newest reading of the GPUs succeeded, 0 if not.'),
  timestamp: gauge(
    'nvidia_smi_last_collect_success_timestamp_seconds',
    'Unix time of the newest reading of the GPUs that succeeded.'
  ),
  duration: gauge('nvidia_smi_last_collect_duration_seconds', 'Seconds that the newest reading of the GPUs took.'),
  failures: counter('nvidia_smi_failed_scrapes_total', 'Readings of the GPUs that failed.'),
  exitCode: gauge('nvidia_smi_command_exit_code', 'Exit code of the newest run of nvidia-smi, -1 if it was killed.'),
};

/**
 * Adds a reading under the metric names of nvidia_gpu_exporter. Without a GPU it adds no series of one: a zero would
 * look like an idle GPU.
 */
export function addGpus(page: Page, { gpus, condition, rowsLeftOut, health }: GpuReading): void {
  if (gpus) addDevices(page, gpus);
  addCondition(page, condition);
  if (rowsLeftOut !== null) page.add(ROWS_LEFT_OUT, rowsLeftOut);
  if (health) addHealth(page, health);
}

function addCondition(page: Page, { lost, inforomCorrupted }: Condition): void {
  const add = (family: Family, marks: Mark[]): void => {
    for (const { labels, value } of marks) page.add(family, value, labels);
  };
  add(LOST, lost);
  add(INFOROM_CORRUPTED, inforomCorrupted);
}

function addDevices(page: Page, gpus: Gpu[]): void {
  page.add(DEVICES, gpus.length);
  for (const { info } of gpus) page.add(INFO, 1, info);
  for (const { uuid, values } of gpus) {
    const own = { uuid };
    for (const { family, value } of values) page.add(family, value, own);
  }
}

function addHealth(page: Page, health: NonNullable<GpuReading['health']>): void {
  page.add(HEALTH.success, health.success ? 1 : 0);
  if (health.lastSuccess !== null) page.add(HEALTH.timestamp, health.lastSuccess);
  page.add(HEALTH.duration, health.seconds);
  page.add(HEALTH.failures, health.failures);
  page.add(HEALTH.exitCode, health.exitCode);
}
