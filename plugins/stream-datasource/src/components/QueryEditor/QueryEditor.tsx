import React from 'react';
import { QueryEditorProps } from '@grafana/data';
import { Alert, Combobox, ComboboxOption, InlineField, MultiCombobox, Stack } from '@grafana/ui';
import { StreamDescriptor } from '@framewatch/protocol';
import { readQuery } from '../../query';
import { StreamDataSource } from '../../streamDataSource';
import { testIds } from '../../testIds';
import { Figure, QueryType, Series, SEVERITIES, StreamDataSourceOptions, StreamQuery } from '../../types';
import { areaOptions, classOptions, eventTypeOptions, streamOptions } from '../options';
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
  { value: 'counts', label: 'Counts', description: 'Objects in zones, entries, exits, dwell, crossings of lines' },
  { value: 'events', label: 'Events', description: 'Changes of state, crossings and anomalies' },
  { value: 'crossings', label: 'Crossings', description: 'A table of the crossings of lines' },
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

const FIGURE_OPTIONS: Array<ComboboxOption<Figure>> = [
  { value: 'objects', label: 'Objects', description: 'Mean number in a zone' },
  { value: 'most', label: 'Most', description: 'Largest number in a zone' },
  { value: 'entries', label: 'Entries', description: 'Into a zone' },
  { value: 'exits', label: 'Exits', description: 'Out of a zone' },
  { value: 'unique', label: 'Unique today', description: 'Different objects in a zone since the day began' },
  { value: 'dwell', label: 'Mean dwell', description: 'Time in a zone, of the visits that ended' },
  { value: 'crossings', label: 'Crossings', description: 'Of a line, in and out' },
];

/** What each kind of query can be narrowed down to. */
const FILTERS: Record<QueryType, readonly ListKey[]> = {
  detections: ['classes', 'series'],
  history: ['classes', 'series'],
  counts: ['zones', 'lines', 'classes', 'figures'],
  events: ['types', 'severities'],
  crossings: ['lines', 'classes'],
  streams: [],
};
type ListKey = 'classes' | 'series' | 'zones' | 'lines' | 'figures' | 'types' | 'severities';

/** Which events a dashboard marks in its graphs. */
export function AnnotationQueryEditor(props: EditorProps) {
  return <QueryEditor {...props} onlyType="events" />;
}

/** Which of the runner's data a panel shows. */
export function QueryEditor({ datasource, query: stored, onChange, onRunQuery, onlyType }: Props) {
  const query = readQuery(onlyType ? { ...stored, queryType: onlyType } : stored);
  const { streams, loading, error } = useStreams(datasource.api);
  const chosen = streams.filter(({ id }) => id === query.stream);
  const lists = listsOf(chosen.length > 0 ? chosen : streams);

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
            placeholder={ofAllStreams(query.queryType) ? 'All streams' : 'The first stream'}
            createCustomValue
            customValueDescription="Use this id or variable"
            isClearable
            onChange={(option) => change({ stream: option?.value })}
          />
        </InlineField>
      )}
      {FILTERS[query.queryType].map((key) => {
        const { label, tooltip, placeholder, options, custom } = lists[key];
        return (
          <InlineField
            key={key}
            label={label}
            labelWidth={LABEL_WIDTH}
            htmlFor={`${query.refId}-${key}`}
            tooltip={tooltip}
          >
            <MultiCombobox
              id={`${query.refId}-${key}`}
              data-testid={testIds.queryEditor[key]}
              width={INPUT_WIDTH}
              options={options}
              value={query[key]}
              placeholder={placeholder}
              createCustomValue={custom}
              isClearable
              onChange={(chosenOptions) => change({ [key]: chosenOptions.map(({ value }) => value) })}
            />
          </InlineField>
        );
      })}
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

interface ListChoice {
  label: string;
  tooltip: string;
  placeholder: string;
  options: Array<ComboboxOption<string>>;
  /** Takes what is not among the options: what a stream will have, or a variable. */
  custom: boolean;
}

function listsOf(streams: readonly StreamDescriptor[]): Record<ListKey, ListChoice> {
  return {
    classes: {
      label: 'Classes',
      tooltip: 'Only these classes are counted. Leave empty to count all.',
      placeholder: 'All classes',
      options: classOptions(streams),
      custom: true,
    },
    series: {
      label: 'Series',
      tooltip: 'Only these series are returned. Leave empty for all.',
      placeholder: 'All series',
      options: SERIES_OPTIONS,
      custom: false,
    },
    zones: {
      label: 'Zones',
      tooltip: 'Only these zones are returned. Leave empty for all.',
      placeholder: 'All zones',
      options: areaOptions(streams, 'zones'),
      custom: true,
    },
    lines: {
      label: 'Lines',
      tooltip: 'Only these lines are returned. Leave empty for all.',
      placeholder: 'All lines',
      options: areaOptions(streams, 'lines'),
      custom: true,
    },
    figures: {
      label: 'Figures',
      tooltip: 'Only these figures are returned. Leave empty for all.',
      placeholder: 'All figures',
      options: FIGURE_OPTIONS,
      custom: false,
    },
    types: {
      label: 'Types',
      tooltip: 'Only events of these types are returned. Leave empty for all.',
      placeholder: 'All types',
      options: eventTypeOptions(),
      custom: true,
    },
    severities: {
      label: 'Severities',
      tooltip: 'Only events of these severities are returned. Leave empty for all.',
      placeholder: 'All severities',
      options: SEVERITIES.map((value) => ({ value, label: value })),
      custom: false,
    },
  };
}

/** Other queries are of the runner's first stream where none is named. */
function ofAllStreams(queryType: QueryType): boolean {
  return queryType === 'events' || queryType === 'crossings';
}
