import { metricFor } from './metric-for.js';

describe('metricFor', () => {
  it.each([
    ['temperature.gpu', 'nvidia_smi_temperature_gpu'],
    ['utilization.gpu [%]', 'nvidia_smi_utilization_gpu_ratio'],
    ['memory.used [MiB]', 'nvidia_smi_memory_used_bytes'],
    ['power.draw [W]', 'nvidia_smi_power_draw_watts'],
    ['clocks.current.sm [MHz]', 'nvidia_smi_clocks_current_sm_clock_hz'],
    [
      'clocks_event_reasons_counters.sw_power_cap [us]',
      'nvidia_smi_clocks_event_reasons_counters_sw_power_cap_seconds',
    ],
    ['encoder.stats.sessionCount', 'nvidia_smi_encoder_stats_session_count'],
    ['encoder.stats.averageFps', 'nvidia_smi_encoder_stats_average_fps'],
    ['retired_pages.single_bit_ecc.count', 'nvidia_smi_retired_pages_single_bit_ecc_count'],
  ])('%s → %s', (header, name) => {
    expect(metricFor(header, 'help')?.family).toEqual({ type: 'gauge', name, help: 'help' });
  });

  it('counts memory errors', () => {
    expect(metricFor('ecc.errors.corrected.volatile.total', 'help')?.family.type).toBe('counter');
    expect(metricFor('memory.total [MiB]', 'help')?.family.type).toBe('gauge');
  });

  it.each(['memory.used [GiB]', 'memory used', '', 'a{b="c"}', 'memory.used [MiB] [%]'])(
    'knows nothing of %p',
    (header) => {
      expect(metricFor(header, 'help')).toBeNull();
    }
  );

  it.each<[string, string, number]>([
    ['utilization.gpu [%]', '7 %', 0.07],
    ['utilization.gpu [%]', '100 %', 1],
    ['memory.total [MiB]', '1048576 MiB', 1_099_511_627_776],
    ['memory.used [MiB]', '0 MiB', 0],
    ['power.draw [W]', '144.97 W', 144.97],
    ['clocks.current.sm [MHz]', '2520 MHz', 2.52e9],
    ['clocks_event_reasons_counters.sync_boost [us]', '200740215 us', 200.740215],
    ['temperature.gpu', '-5', -5],
    ['power.draw [W]', '54,01 W', 54.01],
    ['pstate', 'P0', 0],
    ['pstate', 'P12', 12],
    ['clocks_event_reasons.active', '0x0000000000000004', 4],
    ['ecc.mode.current', 'Enabled', 1],
    ['ecc.mode.current', 'Disabled', 0],
    ['clocks_event_reasons.gpu_idle', 'Active', 1],
    ['clocks_event_reasons.gpu_idle', 'Not Active', 0],
    ['remapped_rows.pending', 'Yes', 1],
    ['compute_mode', 'Default', 0],
    ['compute_mode', 'Exclusive_Process', 3],
    ['gpu_recovery_action', 'Drain and Reset', 4],
  ])('%s: %s is %p', (header, cell, value) => {
    expect(metricFor(header, '')?.read(cell)).toBe(value);
  });

  it.each<[string, string]>([
    ['temperature.gpu', '[N/A]'],
    ['temperature.gpu', 'N/A'],
    ['temperature.gpu', '[Not Supported]'],
    ['temperature.gpu', '[Unknown Error]'],
    ['temperature.gpu', '[Insufficient Permissions]'],
    ['temperature.gpu', '[Requested functionality has been deprecated]'],
    ['temperature.gpu', ''],
    ['temperature.gpu', 'NaN'],
    ['temperature.gpu', '1e3'],
    ['temperature.gpu', '45 C'],
    ['memory.used [MiB]', '4 GiB'],
    ['memory.used [MiB]', '4 8 MiB'],
    ['memory.used [MiB]', '99999999999999999999999 MiB'],
    ['memory.used [MiB]', '1,024 MiB'],
    ['temperature.gpu', 'inf'],
    ['utilization.gpu [%]', '-nan %'],
    ['fan.speed [%]', 'ERR!'],
    ['pstate', 'P'],
    ['clocks_event_reasons.active', '0x'],
    ['clocks_event_reasons.active', '0x00000000000000000000004'],
    ['ecc.mode.current', 'Perhaps'],
    ['ecc.mode.current', 'constructor'],
  ])('%s: %p says nothing', (header, cell) => {
    expect(metricFor(header, '')?.read(cell)).toBeNull();
  });
});
