import { counter, gauge, histogram } from '../page/index.js';

/** Every family that the exporter makes from runners' snapshots. Docs: docs/metrics.md. */
export const STREAM = {
  framesReceived: counter('framewatch_frames_received_total', 'Frames that arrived from the source.'),
  framesDecoded: counter('framewatch_frames_decoded_total', 'Frames that were decoded into pictures.'),
  framesDamaged: counter(
    'framewatch_frames_damaged_total',
    'Decoded frames of which parts, or the frame before, were lost.'
  ),
  framesInferred: counter('framewatch_frames_inferred_total', 'Frames that the model was run on, with a result.'),
  framesDropped: counter('framewatch_frames_dropped_total', 'Decoded frames that were not inferred, by reason.'),
  detections: counter('framewatch_detections_total', 'Detections in all results, by class.'),
  inferenceErrors: counter('framewatch_inference_errors_total', 'Inferences that failed, by reason.'),
  reconnects: counter(
    'framewatch_stream_reconnects_total',
    'Times that the source was lost and had to be opened again, by reason.'
  ),
  lineCrossings: counter('framewatch_line_crossings_total', 'Tracked objects that crossed a line, by direction.'),
  anomalies: counter('framewatch_anomalies_total', 'Anomalies that were raised, by type.'),
  viewerBytesSent: counter('framewatch_viewer_bytes_sent_total', 'Bytes sent to live viewers.'),

  inferenceDuration: histogram('framewatch_inference_duration_seconds', 'Seconds that the model took for one frame.'),
  stageDuration: histogram('framewatch_stage_duration_seconds', 'Seconds that one frame spent in one stage.'),
  frameLatency: histogram(
    'framewatch_frame_latency_seconds',
    'Seconds from the arrival of the packet until its result was ready.'
  ),
  detectionConfidence: histogram('framewatch_detection_confidence', 'Confidence of detections, 0 to 1.'),

  up: gauge('framewatch_stream_up', '1 while frames come from the source, 0 otherwise.'),
  ended: gauge('framewatch_stream_ended', '1 once a file was played to its end, so that no frame is to come.'),
  targetFps: gauge(
    'framewatch_stream_target_fps',
    'Frames per second that should be inferred; absent where as many as possible are.'
  ),
  lastFrame: gauge('framewatch_stream_last_frame_timestamp_seconds', 'Unix time at which the newest frame came.'),
  objects: gauge('framewatch_objects', 'Objects in the newest result, by class.'),
  zoneObjects: gauge('framewatch_zone_objects', 'Objects inside a zone in the newest result, by class.'),
  driftScore: gauge(
    'framewatch_model_drift_score',
    'How far the model is from what is usual for it, by signal; 0 is usual.'
  ),
  viewers: gauge('framewatch_viewers', 'Viewers that are connected now.'),
};

export const SINK = {
  pointsWritten: counter('framewatch_sink_points_written_total', 'Points that the sink accepted.'),
  pointsDropped: counter('framewatch_sink_points_dropped_total', 'Points that were given up, by reason.'),
  writeErrors: counter('framewatch_sink_write_errors_total', 'Writes that failed and are tried again, by reason.'),
  writeDuration: histogram('framewatch_sink_write_duration_seconds', 'Seconds that one write took.'),
  bufferedPoints: gauge('framewatch_sink_buffered_points', 'Points that wait to be written.'),
  bufferCapacity: gauge(
    'framewatch_sink_buffer_capacity_points',
    'Points that can wait before the oldest are dropped.'
  ),
};

export const RUNNER = {
  up: gauge('framewatch_runner_up', '1 if the runner answered this scrape with its telemetry, 0 if not.'),
  buildInfo: gauge('framewatch_build_info', 'Always 1; the version of the runner.'),
  startTime: gauge('framewatch_runner_start_time_seconds', 'Unix time at which the process of the runner began.'),
  modelUp: gauge('framewatch_model_up', '1 while the model can be run, 0 once it is lost.'),
  providerInfo: gauge('framewatch_execution_provider_info', 'Always 1; what the model is executed on.'),
};

export const EXPORTER = {
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
    'Streams, models, sinks and details of them that could not be read in this answer of the runner.'
  ),
};
