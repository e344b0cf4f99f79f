/**
 * The queried fields, with the HELP text of their metrics. The metric's name follows from the header in nvidia-smi's
 * answer, see `metricFor`. When a driver does not know a field, the query is repeated without it.
 */
export const MEASURED: Readonly<Record<string, string>> = {
  index: 'Number that the driver gives the GPU; may change at a restart.',
  persistence_mode: '1 if the driver stays loaded without clients.',
  'mig.mode.current': '1 if the GPU is split into instances (MIG).',
  compute_mode: 'Who may compute: 0 anyone, 1 one thread, 2 nobody, 3 one process.',
  pstate: 'Performance state, 0 (most) to 15 (least).',
  gpu_recovery_action: 'What the driver asks for: 0 nothing, 1 GPU reset, 2 reboot, 3 drain P2P, 4 drain and reset.',

  'utilization.gpu': 'Share of the time in which a kernel ran, 0 to 1.',
  'utilization.memory': 'Share of the time in which memory was read or written, 0 to 1.',
  'utilization.encoder': 'Use of the video encoder, 0 to 1.',
  'utilization.decoder': 'Use of the video decoder, 0 to 1.',
  'encoder.stats.sessionCount': 'Encoder sessions.',
  'encoder.stats.averageFps': 'Frames per second over all encoder sessions.',
  'encoder.stats.averageLatency': 'Latency over all encoder sessions, microseconds.',

  'memory.total': 'Memory of the GPU, bytes.',
  'memory.reserved': 'Memory that the driver and the firmware keep for themselves, bytes.',
  'memory.used': 'Memory in use, bytes.',
  'memory.free': 'Memory that is free, bytes.',

  'temperature.gpu': 'Temperature of the GPU, degrees Celsius.',
  'temperature.memory': 'Temperature of the memory, degrees Celsius.',
  'fan.speed': 'Intended fan speed, 1 is full.',
  'power.draw': 'Power drawn by the board, watts.',
  'power.limit': 'Power limit that was set, watts.',
  'enforced.power.limit': 'Power limit in force, watts.',
  'power.default_limit': 'Power limit after a restart, watts.',
  'power.min_limit': 'Lowest power limit that can be set, watts.',
  'power.max_limit': 'Highest power limit that can be set, watts.',

  'clocks.current.graphics': 'Graphics clock, hertz.',
  'clocks.current.sm': 'Clock of the streaming multiprocessors, hertz.',
  'clocks.current.memory': 'Memory clock, hertz.',
  'clocks.current.video': 'Clock of the video engines, hertz.',
  'clocks.max.graphics': 'Highest graphics clock, hertz.',
  'clocks.max.sm': 'Highest clock of the streaming multiprocessors, hertz.',
  'clocks.max.memory': 'Highest memory clock, hertz.',

  'clocks_event_reasons.active': 'Reasons that hold the clocks, as a bit mask.',
  'clocks_event_reasons.gpu_idle': '1 if the clocks are low because nothing runs.',
  'clocks_event_reasons.applications_clocks_setting': '1 if the applications clocks setting holds the clocks.',
  'clocks_event_reasons.sw_power_cap': '1 if the power limit holds the clocks.',
  'clocks_event_reasons.hw_slowdown': '1 if the hardware holds the clocks, for heat or power.',
  'clocks_event_reasons.hw_thermal_slowdown': '1 if the hardware holds the clocks for heat.',
  'clocks_event_reasons.hw_power_brake_slowdown': '1 if the power supply asks the hardware to hold the clocks.',
  'clocks_event_reasons.sw_thermal_slowdown': '1 if the driver holds the clocks for heat.',
  'clocks_event_reasons.sync_boost': '1 if a sync boost group holds the clocks.',

  'pcie.link.gen.current': 'PCIe generation in use.',
  'pcie.link.gen.max': 'Highest PCIe generation of GPU and system.',
  'pcie.link.width.current': 'PCIe lanes in use.',
  'pcie.link.width.max': 'Most PCIe lanes of GPU and system.',

  'ecc.mode.current': '1 if error correction is on.',
  'ecc.errors.corrected.volatile.total': 'Corrected memory errors since the driver was loaded.',
  'ecc.errors.uncorrected.volatile.total': 'Uncorrected memory errors since the driver was loaded.',
  'ecc.errors.corrected.aggregate.total': 'Corrected memory errors in the life of the GPU.',
  'ecc.errors.uncorrected.aggregate.total': 'Uncorrected memory errors in the life of the GPU.',
  'retired_pages.single_bit_ecc.count': 'Memory pages retired for single bit errors.',
  'retired_pages.double_bit.count': 'Memory pages retired for double bit errors.',
  'retired_pages.pending': '1 if pages are retired at the next restart.',
  'remapped_rows.correctable': 'Memory rows remapped for corrected errors.',
  'remapped_rows.uncorrectable': 'Memory rows remapped for uncorrected errors.',
  'remapped_rows.pending': '1 if rows are remapped at the next reset.',
  'remapped_rows.failure': '1 if a row could not be remapped.',
};

/** What identifies a GPU: fields that become labels of `nvidia_smi_gpu_info`, by label. */
export const IDENTITY: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  name: 'name',
  driver_model_current: 'driver_model.current',
  driver_model_pending: 'driver_model.pending',
  vbios_version: 'vbios_version',
  driver_version: 'driver_version',
  pci_bus_id: 'pci.bus_id',
  serial: 'serial',
  compute_cap: 'compute_cap',
  pci_sub_device_id: 'pci.sub_device_id',
  index: 'index',
};

const EVENTS = 'clocks_event_reasons.';
const THROTTLING = 'clocks_throttle_reasons.';

/**
 * All queried fields. The name is last since it is free text and may contain separators, and the uuid before it: a row
 * with shifted cells then has no valid uuid, and is left out.
 */
export const ALL_FIELDS: readonly string[] = [
  ...new Set(
    [...Object.keys(MEASURED), ...Object.values(IDENTITY)].filter((field) => !['uuid', 'name'].includes(field))
  ),
  'uuid',
  'name',
];

/** Returns the name of a field before driver 535, if it differs. */
export function olderName(field: string): string | null {
  return field.startsWith(EVENTS) ? field.replace(EVENTS, THROTTLING) : null;
}

/** Returns the name of a field since driver 535. */
export function currentName(field: string): string {
  return field.replace(THROTTLING, EVENTS);
}
