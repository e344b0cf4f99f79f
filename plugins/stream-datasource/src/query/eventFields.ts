import { DataLink, Field, FieldConfig, FieldType } from '@grafana/data';
import { StreamEvent } from '@framewatch/protocol';

/** The dashboard Live, as it is provisioned. */
const LIVE_DASHBOARD = 'framewatch-live';
/** What is shown around an event. */
const MARGIN_MS = 30_000;

type EventField = Omit<Field, 'state'>;

interface Column {
  name: string;
  title: string;
  type?: FieldType;
  config?: FieldConfig;
  valueOf: (event: StreamEvent) => unknown;
}

/** What the columns need of the data source. */
export interface EventLinks {
  /** Address of a still, for the browser: through Grafana, which signs in to the runner. */
  stillUrl: (stream: string, still: string) => string;
}

/** The fields of a table of events. Their names are those from which Grafana makes annotations. */
export function eventFields(events: readonly StreamEvent[], { stillUrl }: EventLinks): EventField[] {
  const columns: Column[] = [
    { name: 'time', title: 'Time', type: FieldType.time, valueOf: ({ beginUs }) => beginUs / 1000 },
    { name: 'timeEnd', title: 'End', type: FieldType.time, valueOf: ({ endUs }) => endUs && endUs / 1000 },
    { name: 'stream', title: 'Stream', valueOf: ({ stream }) => stream },
    { name: 'type', title: 'Type', valueOf: ({ type }) => type },
    { name: 'severity', title: 'Severity', valueOf: ({ severity }) => severity },
    { name: 'text', title: 'Message', config: { links: [toItsMoment] }, valueOf: ({ message }) => message },
    ...placeColumns,
    { name: 'value', title: 'Value', type: FieldType.number, valueOf: ({ value }) => value },
    { name: 'expectedLow', title: 'Expected from', type: FieldType.number, valueOf: ({ expected }) => expected?.low },
    { name: 'expectedHigh', title: 'Expected to', type: FieldType.number, valueOf: ({ expected }) => expected?.high },
    pictureColumn(stillUrl),
    ...momentColumns,
  ];
  return columns.map((column) => fieldOf(column, events));
}

/** The fields of a table of crossings. */
export function crossingFields(events: readonly StreamEvent[], { stillUrl }: EventLinks): EventField[] {
  const columns: Column[] = [
    { name: 'time', title: 'Time', type: FieldType.time, valueOf: ({ beginUs }) => beginUs / 1000 },
    { name: 'stream', title: 'Stream', config: { links: [toItsMoment] }, valueOf: ({ stream }) => stream },
    ...placeColumns,
    pictureColumn(stillUrl),
    ...momentColumns,
  ];
  return columns.map((column) => fieldOf(column, events));
}

const placeColumns: Column[] = [
  { name: 'place', title: 'Zone or line', valueOf: ({ zone, line }) => zone ?? line },
  { name: 'direction', title: 'Direction', valueOf: ({ direction }) => direction },
  { name: 'class', title: 'Class', valueOf: (event) => event.class },
  {
    name: 'track',
    title: 'Track',
    type: FieldType.number,
    config: { unit: 'none', decimals: 0 },
    valueOf: ({ track }) => track,
  },
];

/** A table shows it as a picture. */
function pictureColumn(stillUrl: EventLinks['stillUrl']): Column {
  return {
    name: 'still',
    title: 'Picture',
    config: { custom: { cellOptions: { type: 'image' } }, links: [toItsMoment] },
    valueOf: ({ stream, still }) => still && stillUrl(stream, still),
  };
}

/** Columns for the link alone: text, so that a link has all of their digits. */
const HIDDEN: FieldConfig = { custom: { hideFrom: { viz: true, legend: true, tooltip: true } } };
const momentColumns: Column[] = [
  { name: 'from', title: 'From', config: HIDDEN, valueOf: ({ beginUs }) => inMs(beginUs, -MARGIN_MS) },
  { name: 'to', title: 'To', config: HIDDEN, valueOf: ({ beginUs, endUs }) => inMs(endUs ?? beginUs, MARGIN_MS) },
];

const toItsMoment: DataLink = {
  title: 'Live at that time',
  url: `/d/${LIVE_DASHBOARD}?var-stream=\${__data.fields.stream}&from=\${__data.fields.from}&to=\${__data.fields.to}`,
};

function inMs(timeUs: number, plusMs: number): string {
  return String(Math.round(timeUs / 1000 + plusMs));
}

function fieldOf(column: Column, events: readonly StreamEvent[]): EventField {
  const { name, title, type = FieldType.string, config, valueOf } = column;
  const values = events.map((event) => valueOf(event) ?? null);
  return { name, type, config: { displayName: title, ...config }, values };
}
