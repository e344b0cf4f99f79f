import { AnnotationEvent, createDataFrame, DataFrame, DataFrameView, FieldType } from '@grafana/data';
import { StreamEvent } from '@framewatch/protocol';
import { warnings } from './notices';

interface EventRow {
  time: number;
  stream: string;
  type: string;
  severity: string;
  text: string;
}

/** A table of events, oldest first. Its field names are those from which Grafana makes annotations. */
export function eventsFrame(events: readonly StreamEvent[], refId: string, notice?: string): DataFrame {
  const sorted = [...events].sort((a, b) => a.beginUs - b.beginUs);
  return createDataFrame({
    refId,
    name: 'Events',
    meta: { preferredVisualisationType: 'table', notices: warnings(notice) },
    fields: [
      {
        name: 'time',
        type: FieldType.time,
        values: sorted.map((e) => e.beginUs / 1000),
        config: { displayName: 'Time' },
      },
      {
        name: 'stream',
        type: FieldType.string,
        values: sorted.map((e) => e.stream),
        config: { displayName: 'Stream' },
      },
      { name: 'type', type: FieldType.string, values: sorted.map((e) => e.type), config: { displayName: 'Type' } },
      {
        name: 'severity',
        type: FieldType.string,
        values: sorted.map((e) => e.severity),
        config: { displayName: 'Severity' },
      },
      {
        name: 'text',
        type: FieldType.string,
        values: sorted.map((e) => e.message),
        config: { displayName: 'Message' },
      },
      {
        name: 'value',
        type: FieldType.number,
        values: sorted.map((e) => e.value ?? null),
        config: { displayName: 'Value' },
      },
      {
        name: 'expectedLow',
        type: FieldType.number,
        values: sorted.map((e) => e.expected?.low ?? null),
        config: { displayName: 'Expected from' },
      },
      {
        name: 'expectedHigh',
        type: FieldType.number,
        values: sorted.map((e) => e.expected?.high ?? null),
        config: { displayName: 'Expected to' },
      },
    ],
  });
}

/** The annotations of event frames, tagged with stream, type and severity. */
export function eventAnnotations(frames: readonly DataFrame[]): AnnotationEvent[] {
  return frames.flatMap((frame) =>
    new DataFrameView<EventRow>(frame).map(({ time, stream, type, severity, text }) => ({
      time: Math.round(time),
      title: type,
      text,
      tags: [stream, type, severity],
    }))
  );
}
