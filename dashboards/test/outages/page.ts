/** Unix time at which what is planted begins, seconds. Fixed: every run asks for the same instants. */
export const BEGIN = Date.UTC(2026, 0, 5) / 1000;
export const STEP = 15;

/** Minutes from BEGIN. All is well in between. */
const PHASES = {
  nothingYet: [0, 60],
  cameraDead: [180, 200],
  runnerDead: [240, 320],
  exporterDead: [340, 425],
  fileEnded: [440, 470],
  servicesDead: [470, 490],
  modelHangs: [490, 500],
} as const;
export const END = BEGIN + 500 * 60;

export type Phase = keyof typeof PHASES;
const inPhase = (phase: Phase, minute: number) => minute >= PHASES[phase][0] && minute < PHASES[phase][1];

/** Series by what stands before the value in Prometheus' text format, at one instant. */
type Page = Record<string, number>;

const RUNNER = 'runner="gate"';
const JOB = 'job="framewatch-exporter",instance="exporter:9877"';
const FPS = { received: 15, inferred: 8, tooMany: 5, newer: 2 };
const LIMITS = ['0.05', '0.1', '0.15', '0.25', '0.5', '+Inf'];

/** What a stream with a zone, a line and a rule counts: an entry and a crossing a minute, an anomaly an hour. */
function counted(labels: string, up: boolean, seconds: number): Page {
  const [zone, line] = [`${labels},zone="hall",class="person"`, `${labels},line="gate",direction="in",class="person"`];
  const minutes = Math.floor(seconds / 60);
  return {
    [`framewatch_zone_entries_total{${zone}}`]: minutes,
    [`framewatch_zone_exits_total{${zone}}`]: minutes,
    [`framewatch_zone_dwell_seconds_sum{${zone}}`]: 30 * minutes,
    [`framewatch_zone_dwell_seconds_count{${zone}}`]: minutes,
    [`framewatch_line_crossings_total{${line}}`]: minutes,
    [`framewatch_anomaly_active{${labels},type="crowded"}`]: seconds % 3600 < 300 ? 1 : 0,
    [`framewatch_anomalies_total{${labels},type="crowded"}`]: Math.floor(seconds / 3600) + 1,
    ...(up
      ? {
          [`framewatch_zone_objects{${zone}}`]: 1,
          [`framewatch_zone_entries_today{${zone}}`]: minutes + 5,
          [`framewatch_zone_unique_today{${zone}}`]: minutes + 6,
          [`framewatch_line_crossings_today{${line}}`]: minutes + 7,
        }
      : {}),
  };
}

/**
 * A stream that had `seconds` of pictures until now, in the last `hung` of which its model gave no results. Counters grow
 * with them.
 */
function stream(id: string, up: boolean, ended: boolean, seconds: number, hung: number, newest: number): Page {
  const labels = `${JOB},${RUNNER},stream="${id}"`;
  const model = `${labels},model="pose"`;
  const inferred = FPS.inferred * (seconds - hung);
  return {
    [`framewatch_stream_up{${labels}}`]: up ? 1 : 0,
    [`framewatch_stream_ended{${labels}}`]: ended ? 1 : 0,
    [`framewatch_stream_target_fps{${labels}}`]: 10,
    [`framewatch_stream_last_frame_timestamp_seconds{${labels}}`]: newest,
    [`framewatch_frames_received_total{${labels}}`]: FPS.received * seconds,
    [`framewatch_frames_decoded_total{${labels}}`]: FPS.received * seconds,
    [`framewatch_frames_inferred_total{${model}}`]: inferred,
    [`framewatch_frames_dropped_total{${labels},reason="target-fps"}`]: FPS.tooMany * seconds,
    [`framewatch_frames_dropped_total{${labels},reason="newer-frame"}`]: FPS.newer * seconds + FPS.inferred * hung,
    [`framewatch_detections_total{${model},class="person"}`]: 2 * inferred,
    [`framewatch_detection_confidence_sum{${model}}`]: 0.6 * 2 * inferred,
    [`framewatch_detection_confidence_count{${model}}`]: 2 * inferred,
    ...Object.fromEntries(
      ['framewatch_frame_latency_seconds', 'framewatch_inference_duration_seconds'].flatMap((metric) => {
        const own = metric.includes('inference') ? model : labels;
        return [
          ...LIMITS.map((le) => [`${metric}_bucket{${own},le="${le}"}`, le === '0.05' ? 0 : inferred] as const),
          [`${metric}_sum{${own}}`, 0.08 * inferred] as const,
          [`${metric}_count{${own}}`, inferred] as const,
        ];
      })
    ),
    ...(up ? { [`framewatch_objects{${labels},class="person"}`]: 2 } : {}),
    [`framewatch_viewers{${labels}}`]: 1,
    ...(id === 'door' ? counted(labels, up, seconds) : {}),
  };
}

const GPU = 'uuid="aa"';

/** A GPU that the exporter reads, and DCGM while it names an error. */
const gpu = (slowed: boolean): Page => ({
  [`nvidia_smi_gpu_info{${JOB},${GPU},name="L4"}`]: 1,
  [`nvidia_smi_utilization_gpu_ratio{${JOB},${GPU}}`]: 0.5,
  [`nvidia_smi_memory_used_bytes{${JOB},${GPU}}`]: 6,
  [`nvidia_smi_memory_total_bytes{${JOB},${GPU}}`]: 24,
  [`nvidia_smi_temperature_gpu{${JOB},${GPU}}`]: 60,
  [`nvidia_smi_power_draw_watts{${JOB},${GPU}}`]: 40,
  [`nvidia_smi_clocks_event_reasons_hw_thermal_slowdown{${JOB},${GPU}}`]: slowed ? 1 : 0,
  [`nvidia_smi_ecc_errors_uncorrected_volatile_total{${JOB},${GPU}}`]: 0,
});

/** What Prometheus got at an instant, and the alerts that it made of it. Nothing of what did not answer. */
export function pageAt(time: number): Page {
  const minute = (time - BEGIN) / 60;
  const is = (phase: Phase) => inPhase(phase, minute);
  const exporterUp = !is('nothingYet') && !is('exporterDead');
  const runnerUp = !is('runnerDead');
  /** Seconds of pictures until now: from minute 60 on, without those in which none came. */
  const watched = (...dead: Phase[]) => {
    const lost = dead.map((phase) => Math.max(0, Math.min(minute, PHASES[phase][1]) - PHASES[phase][0]));
    return 60 * (minute - 60 - lost.reduce((sum, one) => sum + one, 0));
  };
  const hung = 60 * Math.max(0, minute - PHASES.modelHangs[0]);
  const since = (phase: Phase) => BEGIN + 60 * PHASES[phase][0];
  const alert = (name: string, labels = '') => ({
    [`ALERTS{alertname="${name}",alertstate="firing"${labels}}`]: 1,
  });
  return {
    'up{job="prometheus",instance="prometheus:9090"}': 1,
    [`up{${JOB}}`]: exporterUp ? 1 : 0,
    'up{job="alertmanager",instance="alertmanager:9093"}': is('servicesDead') ? 0 : 1,
    'up{job="influxdb",instance="influxdb:8086"}': is('servicesDead') ? 0 : 1,
    'prometheus_rule_evaluation_failures_total{job="prometheus",instance="prometheus:9090"}': 0,
    ...(is('servicesDead') ? {} : { 'alertmanager_notifications_failed_total{job="alertmanager"}': 0 }),
    ...(is('cameraDead') && alert('StreamStalled', `,${RUNNER},stream="door"`)),
    ...(is('runnerDead') && alert('RunnerDown', `,${RUNNER}`)),
    ...(is('exporterDead') && alert('ExporterDown')),
    'DCGM_FI_DEV_XID_ERRORS{UUID="GPU-aa",modelName="L4"}': is('runnerDead') ? 79 : 0,
    ...(exporterUp && gpu(is('cameraDead'))),
    ...(exporterUp && {
      [`framewatch_runner_up{${JOB},${RUNNER}}`]: runnerUp ? 1 : 0,
      ...(runnerUp && {
        [`framewatch_model_up{${JOB},${RUNNER},model="pose"}`]: is('modelHangs') ? 0 : 1,
        [`framewatch_execution_provider_info{${JOB},${RUNNER},model="pose",provider="cpu"}`]: 1,
      }),
      [`framewatch_exporter_runner_request_duration_seconds{${JOB},${RUNNER}}`]: runnerUp ? 0.02 : 2,
      ...(!runnerUp && { [`framewatch_exporter_runner_error_info{${JOB},${RUNNER},reason="timeout"}`]: 1 }),
    }),
    ...(exporterUp &&
      runnerUp && {
        ...stream('yard', true, false, watched('runnerDead'), hung, time),
        ...stream(
          'door',
          !is('cameraDead'),
          false,
          watched('cameraDead', 'runnerDead'),
          hung,
          is('cameraDead') ? since('cameraDead') : time
        ),
        ...stream(
          'clip',
          !is('fileEnded') && !is('servicesDead'),
          is('fileEnded') || is('servicesDead'),
          watched('runnerDead', 'fileEnded', 'servicesDead'),
          hung,
          is('fileEnded') || is('servicesDead') ? since('fileEnded') : time
        ),
        [`framewatch_sink_points_written_total{${JOB},${RUNNER},sink="influxdb"}`]: watched('runnerDead'),
        [`framewatch_sink_buffered_points{${JOB},${RUNNER},sink="influxdb"}`]: is('servicesDead') ? 600 : 10,
        [`framewatch_sink_buffer_capacity_points{${JOB},${RUNNER},sink="influxdb"}`]: 1000,
      }),
  };
}

/** All pages one after the other, in the text format with times that `promtool tsdb create-blocks-from openmetrics` reads. */
export function openMetrics(): string {
  const lines: string[] = [];
  for (let time = BEGIN; time <= END; time += STEP)
    for (const [series, value] of Object.entries(pageAt(time))) lines.push(`${series} ${value} ${time}`);
  return `${lines.join('\n')}\n# EOF\n`;
}
