import type { PanelProps, TimeRange } from '@grafana/data';
import React, { useMemo } from 'react';
import { endpointKey, findEndpoints, pickEndpoint } from '../../grafana/endpoints';
import { DEFAULT_OPTIONS, type PanelOptions } from '../../options';
import { TEST_IDS } from '../../testIds';
import { LiveView } from '../LiveView';
import { StateBanner } from '../StateBanner';
import { InThePast } from './InThePast';
import { describeNoStream } from './describeNoStream';

/** Shows the video endpoint of the query's data, or explains why there is none. */
export function InferencePanel({ data, options, fieldConfig, width, height }: PanelProps<PanelOptions>) {
  const settings = useMemo(() => ({ ...DEFAULT_OPTIONS, ...options }), [options]);
  const endpoints = useMemo(() => findEndpoints(data.series), [data.series]);
  const endpoint = pickEndpoint(endpoints, settings.stream);
  const place = { position: 'relative', width, height } as const;
  if (!endpoint) {
    const description = describeNoStream(data, endpoints, settings.stream);
    return (
      <div style={place}>
        <StateBanner description={description} testId={TEST_IDS.noStream} />
      </div>
    );
  }
  const view = (
    <LiveView
      key={`${endpointKey(endpoint)}\n${settings.transport}`}
      endpoint={endpoint}
      options={settings}
      fieldConfig={fieldConfig}
      otherTime={!endpoint.live}
      width={width}
      height={height}
    />
  );
  if (endpoint.live) {
    return view;
  }
  // The answer is kept across refreshes; with another stream or range the question is asked again.
  return (
    <div style={place}>
      <InThePast key={`${endpointKey(endpoint)}\n${rangeKey(data.timeRange)}`}>{view}</InThePast>
    </div>
  );
}

function rangeKey({ raw }: TimeRange): string {
  return [raw.from, raw.to].map((end) => (typeof end === 'string' ? end : end.valueOf())).join(' ');
}
