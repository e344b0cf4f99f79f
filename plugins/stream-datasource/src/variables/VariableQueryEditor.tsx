import React from 'react';
import { QueryEditorProps } from '@grafana/data';
import { Combobox, ComboboxOption, InlineField, Stack } from '@grafana/ui';
import { streamOptions } from '../components/options';
import { useStreams } from '../components/useStreams';
import { StreamDataSource } from '../streamDataSource';
import { testIds } from '../testIds';
import {
  StreamDataSourceOptions,
  StreamQuery,
  StreamVariableQuery,
  VARIABLE_QUERY_TYPES,
  VariableQueryType,
} from '../types';

type Props = QueryEditorProps<StreamDataSource, StreamQuery, StreamDataSourceOptions, StreamVariableQuery>;

const LABEL_WIDTH = 12;
const INPUT_WIDTH = 40;

const OPTIONS: Array<ComboboxOption<VariableQueryType>> = [
  { value: 'streams', label: 'Streams', description: 'The ids of the streams of the runner' },
  { value: 'classes', label: 'Classes', description: 'The classes that the models of streams know' },
  { value: 'zones', label: 'Zones', description: 'The ids of the zones of streams' },
  { value: 'lines', label: 'Lines', description: 'The ids of the lines of streams' },
];

/** What a dashboard variable lists. */
export function VariableQueryEditor({ datasource, query, onChange }: Props) {
  const { streams, loading } = useStreams(datasource.api);
  const queryType = VARIABLE_QUERY_TYPES.find((type) => type === query.queryType) ?? 'streams';
  const change = (part: Partial<StreamVariableQuery>) =>
    onChange({ ...query, refId: query.refId ?? 'A', queryType, ...part });

  return (
    <Stack direction="column" gap={0.5}>
      <InlineField label="Values" labelWidth={LABEL_WIDTH} htmlFor="framewatch-variable-type">
        <Combobox
          id="framewatch-variable-type"
          data-testid={testIds.variableEditor.queryType}
          width={INPUT_WIDTH}
          options={OPTIONS}
          value={queryType}
          onChange={({ value }) => change({ queryType: value })}
        />
      </InlineField>
      {queryType !== 'streams' && (
        <InlineField
          label="Stream"
          labelWidth={LABEL_WIDTH}
          htmlFor="framewatch-variable-stream"
          tooltip="Leave empty for those of all streams."
        >
          <Combobox
            id="framewatch-variable-stream"
            data-testid={testIds.variableEditor.stream}
            width={INPUT_WIDTH}
            options={streamOptions(streams)}
            loading={loading}
            value={query.stream ?? null}
            placeholder="All streams"
            createCustomValue
            isClearable
            onChange={(option) => change({ stream: option?.value })}
          />
        </InlineField>
      )}
    </Stack>
  );
}
