import type { SinkTelemetry, StreamTelemetry, TelemetrySnapshot } from '@framewatch/protocol';
import type { Family, Labels, Page } from '../page/index.js';
import { RUNNER, SINK, STREAM } from './families.js';

/** Adds everything that one runner reported to the page, under the runner's own id. */
export function addSnapshot(page: Page, snapshot: TelemetrySnapshot): void {
  const runner = { runner: snapshot.runner.id };
  page.add(RUNNER.buildInfo, 1, runner, { version: snapshot.runner.version });
  page.add(RUNNER.startTime, snapshot.runner.startTimeUs / 1e6, runner);
  for (const { model, provider, up } of snapshot.models) {
    page.add(RUNNER.providerInfo, 1, runner, { model, provider });
    if (up !== undefined) page.add(RUNNER.modelUp, up ? 1 : 0, runner, { model });
  }
  for (const stream of snapshot.streams) addStream(page, stream, runner);
  for (const sink of snapshot.sinks) addSink(page, sink, runner);
}

function addStream(page: Page, stream: StreamTelemetry, runner: Labels): void {
  const own = { ...runner, stream: stream.stream };
  const withModel = { ...own, model: stream.model };

  page.add(STREAM.up, stream.state === 'streaming' ? 1 : 0, own);
  page.add(STREAM.ended, stream.state === 'ended' ? 1 : 0, own);
  if (stream.targetFps !== null) page.add(STREAM.targetFps, stream.targetFps, own);
  if (stream.lastFrameTimeUs !== null) page.add(STREAM.lastFrame, stream.lastFrameTimeUs / 1e6, own);

  page.add(STREAM.framesReceived, stream.framesReceived, own);
  page.add(STREAM.framesDecoded, stream.framesDecoded, own);
  page.add(STREAM.framesDamaged, stream.framesDamaged, own);
  page.add(STREAM.framesInferred, stream.framesInferred, withModel);
  addBy(page, STREAM.framesDropped, stream.framesDropped, 'reason', own);
  addBy(page, STREAM.detections, stream.detections, 'class', withModel);
  addBy(page, STREAM.inferenceErrors, stream.inferenceErrors, 'reason', withModel);
  addBy(page, STREAM.reconnects, stream.reconnects, 'reason', own);
  addBy(page, STREAM.anomalies, stream.anomalies, 'type', own);
  for (const { count, ...crossing } of stream.lineCrossings) {
    page.add(STREAM.lineCrossings, count, own, crossing);
  }

  page.addHistogram(STREAM.inferenceDuration, stream.inferenceDuration, withModel);
  for (const [stage, duration] of Object.entries(stream.stageDuration)) {
    page.addHistogram(STREAM.stageDuration, duration, { ...own, stage });
  }
  page.addHistogram(STREAM.frameLatency, stream.frameLatency, own);
  page.addHistogram(STREAM.detectionConfidence, stream.detectionConfidence, withModel);

  addBy(page, STREAM.objects, stream.objects, 'class', own);
  for (const { count, ...zone } of stream.zoneObjects) page.add(STREAM.zoneObjects, count, own, zone);
  addBy(page, STREAM.driftScore, stream.driftScores, 'signal', withModel);
  page.add(STREAM.viewers, stream.viewers, own);
  page.add(STREAM.viewerBytesSent, stream.viewerBytesSent, own);
}

function addSink(page: Page, sink: SinkTelemetry, runner: Labels): void {
  const own = { ...runner, sink: sink.sink };
  page.add(SINK.pointsWritten, sink.pointsWritten, own);
  addBy(page, SINK.pointsDropped, sink.pointsDropped, 'reason', own);
  addBy(page, SINK.writeErrors, sink.writeErrors, 'reason', own);
  page.addHistogram(SINK.writeDuration, sink.writeDuration, own);
  page.add(SINK.bufferedPoints, sink.bufferedPoints, own);
  page.add(SINK.bufferCapacity, sink.bufferCapacityPoints, own);
}

/** One sample per key of a record: a reason, a class, a signal. */
function addBy(page: Page, family: Family, values: Record<string, number>, label: string, own: Labels): void {
  for (const [key, value] of Object.entries(values)) page.add(family, value, own, { [label]: key });
}
