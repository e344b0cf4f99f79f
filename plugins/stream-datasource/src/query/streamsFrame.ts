import { createDataFrame, DataFrame, FieldType } from '@grafana/data';
import { ReadList, StreamDescriptor } from '@framewatch/protocol';
import { leftOutNotice } from '../api';
import { warnings } from './notices';

/** A table of the runner's streams; a notice names those that could not be read. */
export function streamsFrame({ items: streams, leftOut }: ReadList<StreamDescriptor>, refId: string): DataFrame {
  const sizeOf = ({ width, height }: StreamDescriptor) => (width && height ? `${width}×${height}` : null);
  return createDataFrame({
    refId,
    name: 'Streams',
    meta: { preferredVisualisationType: 'table', notices: warnings(leftOutNotice(leftOut)) },
    fields: [
      { name: 'id', type: FieldType.string, values: streams.map((s) => s.id), config: { displayName: 'Stream' } },
      { name: 'name', type: FieldType.string, values: streams.map((s) => s.name), config: { displayName: 'Name' } },
      { name: 'state', type: FieldType.string, values: streams.map((s) => s.state), config: { displayName: 'State' } },
      {
        name: 'reason',
        type: FieldType.string,
        values: streams.map((s) => s.reason ?? ''),
        config: { displayName: 'Reason' },
      },
      { name: 'model', type: FieldType.string, values: streams.map((s) => s.model), config: { displayName: 'Model' } },
      { name: 'size', type: FieldType.string, values: streams.map(sizeOf), config: { displayName: 'Size' } },
      {
        name: 'fps',
        type: FieldType.number,
        values: streams.map((s) => s.fps),
        config: { displayName: 'Source FPS', unit: 'fps' },
      },
      { name: 'codec', type: FieldType.string, values: streams.map((s) => s.codec), config: { displayName: 'Codec' } },
    ],
  });
}
