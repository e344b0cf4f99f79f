import { type CountBucket, type Detection, type FrameResult, type StreamEvent, sumByClass } from '@framewatch/protocol';
import { Point } from '@influxdata/influxdb-client';

/** Longest event message that is kept, characters. */
const MAX_MESSAGE = 1024;

/**
 * The lines of one result: one of `frames`, and one of `detections` per class that was seen; `timeUs` stands for its
 * time.
 */
export function resultLines(result: FrameResult, timeUs = result.captureTimeUs): string[] {
  const frame = new Point('frames')
    .tag('stream', tagValue(result.stream))
    .tag('model', tagValue(result.model))
    .intField('objects', result.detections.length)
    .intField('dropped', result.dropped);
  float(frame, 'inference_ms', result.timings.inference);
  float(frame, 'latency_ms', result.timings.latency);
  const lines = [toLine(frame, timeUs)];

  for (const [model, detections] of byModel(result)) {
    for (const [name, { detections: count, confidence }] of sumByClass(detections)) {
      const point = new Point('detections')
        .tag('stream', tagValue(result.stream))
        .tag('model', tagValue(model))
        .tag('class', tagValue(name))
        .intField('count', count);
      float(point, 'confidence', confidence / count);
      lines.push(toLine(point, timeUs));
    }
  }
  return lines;
}

/** The lines of one second of counts: one of `zones` per zone and class that is counted in it. */
export function countLines(stream: string, { timeMs, zones }: CountBucket): string[] {
  return Object.entries(zones).flatMap(([zone, classes]) =>
    Object.entries(classes).map(([name, { objects, most, entries, exits }]) => {
      const point = new Point('zones')
        .tag('stream', tagValue(stream))
        .tag('zone', tagValue(zone))
        .tag('class', tagValue(name))
        .intField('most', most);
      float(point, 'objects', objects);
      if (entries !== undefined) point.intField('entries', entries);
      if (exits !== undefined) point.intField('exits', exits);
      return toLine(point, timeMs * 1000);
    })
  );
}

/** An event of a crossing. */
export type Crossing = StreamEvent & Required<Pick<StreamEvent, 'line' | 'direction' | 'class' | 'track'>>;

export function isCrossing(event: StreamEvent): event is Crossing {
  const { type, line, direction, class: name, track } = event;
  return type === 'crossing' && [line, direction, name, track].every((value) => value !== undefined);
}

/** The line of one crossing; `timeUs` stands for its time. */
export function crossingLine({ stream, line, direction, class: name, track }: Crossing, timeUs: number): string {
  const point = new Point('crossings')
    .tag('stream', tagValue(stream))
    .tag('line', tagValue(line))
    .tag('direction', direction)
    .tag('class', tagValue(name))
    .intField('track_id', track);
  return toLine(point, timeUs);
}

/** The line of one object; `timeUs` stands for its time. */
export function objectLine(stream: string, object: Detection & { track: number }, timeUs: number): string {
  const { class: name, track, box, confidence } = object;
  const point = new Point('objects')
    .tag('stream', tagValue(stream))
    .tag('class', tagValue(name))
    .intField('track_id', track);
  const [x, y, width, height] = box;
  for (const [field, value] of Object.entries({ x, y, width, height, confidence })) float(point, field, value);
  return toLine(point, timeUs);
}

/** Groups detections by model: two models may see the same classes, and are not added up. */
function byModel({ model, detections }: FrameResult): Map<string, Detection[]> {
  const groups = new Map<string, Detection[]>();
  for (const detection of detections) {
    const name = detection.model ?? model;
    const group = groups.get(name);
    if (group) group.push(detection);
    else groups.set(name, [detection]);
  }
  return groups;
}

/** The line of one event, at its begin or at its end; `timeUs` stands for that time. */
export function eventLine(event: StreamEvent, timeUs = event.endUs ?? event.beginUs): string {
  // A batch is split into lines at line breaks, so no field may contain one.
  const message = event.message.replace(/[\r\n]+/g, ' ').slice(0, MAX_MESSAGE);
  const point = new Point('events')
    .tag('stream', tagValue(event.stream))
    .tag('type', tagValue(event.type))
    .tag('severity', event.severity)
    .stringField('message', message)
    .stringField('id', event.id)
    .intField('begin', event.beginUs);
  if (event.endUs !== null) point.intField('end', event.endUs);
  if (event.value !== undefined) float(point, 'value', event.value);
  if (event.expected?.low !== undefined) float(point, 'expected_low', event.expected.low);
  if (event.expected?.high !== undefined) float(point, 'expected_high', event.expected.high);
  return toLine(point, timeUs);
}

/** Line protocol cannot express a tag that ends with a backslash. */
function tagValue(value: string): string {
  return value.replace(/\\+$/, '');
}

/** Three decimals are enough and keep lines short. The database refuses numbers that are not finite. */
function float(point: Point, name: string, value: number): void {
  if (Number.isFinite(value)) point.floatField(name, Math.round(value * 1000) / 1000);
}

function toLine(point: Point, timeUs: number): string {
  point.timestamp(timeUs);
  return point.toLineProtocol({ convertTime: String }) ?? '';
}
