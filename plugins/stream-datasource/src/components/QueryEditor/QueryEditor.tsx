import React from 'react';
import { QueryEditorProps } from '@grafana/data';
import { Alert, Combobox, ComboboxOption, InlineField, MultiCombobox, Stack } from '@grafana/ui';
import { readQuery } from '../../query';
import { StreamDataSource } from '../../streamDataSource';
import { testIds } from '../../testIds';
import { QueryType, Series, StreamDataSourceOptions, StreamQuery } from '../../types';
import { classOptions, streamOptions } from '../options';
import { useStreams } from '../useStreams';

type EditorProps = QueryEditorProps<StreamDataSource, StreamQuery, StreamDataSourceOptions>;

interface Props extends EditorProps {
  /** The only kind of query that makes sense here; without it the user chooses. */
  onlyType?: QueryType;
}

const LABEL_WIDTH = 12;
const INPUT_WIDTH = 40;

const QUERY_TYPE_OPTIONS: Array<ComboboxOption<QueryType>> = [
  {
    value: 'detections',
    label: 'Live detections',
    description: 'Recent history, then every new result; carries the live video',
  },
  {
    value: 'history',
    label: 'Detections history',
    description: 'What the runner remembers of the range, without live updates',
  },
  { value: 'events', label: 'Events', description: 'Changes of state, crossings and anomalies' },
  { value: 'streams', label: 'Streams', description: 'A table of the streams of the runner' },
];

const SERIES_OPTIONS: Array<ComboboxOption<Series>> = [
  { value: 'classes', label: 'Objects by class' },
  { value: 'objects', label: 'Objects' },
  { value: 'fps', label: 'Inferred FPS' },
  { value: 'inference', label: 'Inference time' },
  { value: 'latency', label: 'Latency' },
  { value: 'confidence', label: 'Confidence' },
];

/** Which events a dashboard marks in its graphs. */
export function AnnotationQueryEditor(props: EditorProps) {
  return <QueryEditor {...props} onlyType="events" />;
}

/** Which of the runner's data a panel shows. */
export function QueryEditor({ datasource, query: stored, onChange, onRunQuery, onlyType }: Props) {
  const query = readQuery(onlyType ? { ...stored, queryType: onlyType } : stored);
  const { streams, loading, error } = useStreams(datasource.api);
  const counts = query.queryType === 'detections' || query.queryType === 'history';
  const chosen = streams.filter(({ id }) => id === query.stream);

  const change = (part: Partial<StreamQuery>) => {
    onChange({ ...query, ...part });
    onRunQuery();
  };

  return (
    <Stack direction="column" gap={0.5}>
      {!onlyType && (
        <InlineField label="Query" labelWidth={LABEL_WIDTH} htmlFor={`${query.refId}-type`}>
          <Combobox
            id={`${query.refId}-type`}
            data-testid={testIds.queryEditor.queryType}
            width={INPUT_WIDTH}
            options={QUERY_TYPE_OPTIONS}
            value={query.queryType}
            onChange={({ value }) => change({ queryType: value })}
          />
        </InlineField>
      )}
      {query.queryType !== 'streams' && (
        <InlineField label="Stream" labelWidth={LABEL_WIDTH} htmlFor={`${query.refId}-stream`}>
          <Combobox
            id={`${query.refId}-stream`}
            data-testid={testIds.queryEditor.stream}
            width={INPUT_WIDTH}
            options={streamOptions(streams)}
            loading={loading}
            value={query.stream ?? null}
            placeholder={query.queryType === 'events' ? 'All streams' : 'The first stream'}
            createCustomValue
            customValueDescription="Use this id or variable"
            isClearable
            onChange={(option) => change({ stream: option?.value })}
          />
        </InlineField>
      )}
      {counts && (
        <InlineField
          label="Classes"
          labelWidth={LABEL_WIDTH}
          htmlFor={`${query.refId}-classes`}
          tooltip="Only these classes are counted. Leave empty to count all."
        >
          <MultiCombobox
            id={`${query.refId}-classes`}
            data-testid={testIds.queryEditor.classes}
            width={INPUT_WIDTH}
            options={classOptions(chosen.length > 0 ? chosen : streams)}
            value={query.classes}
            placeholder="All classes"
            createCustomValue
            isClearable
            onChange={(options) => change({ classes: options.map(({ value }) => value) })}
          />
        </InlineField>
      )}
      {counts && (
        <InlineField
          label="Series"
          labelWidth={LABEL_WIDTH}
          htmlFor={`${query.refId}-series`}
          tooltip="Only these series are returned. Leave empty for all."
        >
          <MultiCombobox
            id={`${query.refId}-series`}
            data-testid={testIds.queryEditor.series}
            width={INPUT_WIDTH}
            options={SERIES_OPTIONS}
            value={query.series}
            placeholder="All series"
            isClearable
            onChange={(options) => change({ series: options.map(({ value }) => value) })}
          />
        </InlineField>
      )}
      {error && (
        <Alert
          severity="warning"
          title={streams.length > 0 ? 'The list of streams is not whole' : 'The list of streams could not be loaded'}
        >
          {error}
        </Alert>
      )}
    </Stack>
  );
}
