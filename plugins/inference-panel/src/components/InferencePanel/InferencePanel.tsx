import type { PanelProps } from '@grafana/data';
import React, { useMemo } from 'react';
import { endpointKey, findEndpoints, pickEndpoint } from '../../grafana/endpoints';
import { DEFAULT_OPTIONS, type PanelOptions } from '../../options';
import { TEST_IDS } from '../../testIds';
import { LiveView } from '../LiveView';
import { StateBanner } from '../StateBanner';
import { describeNoStream } from './describeNoStream';

/** Finds the video endpoint in the query's data and shows it, or says why there is none. */
export function InferencePanel({ data, options, fieldConfig, width, height }: PanelProps<PanelOptions>) {
  const settings = useMemo(() => ({ ...DEFAULT_OPTIONS, ...options }), [options]);
  const endpoints = useMemo(() => findEndpoints(data.series), [data.series]);
  const endpoint = pickEndpoint(endpoints, settings.stream);
  if (!endpoint) {
    return <StateBanner description={describeNoStream(data, endpoints, settings.stream)} testId={TEST_IDS.noStream} />;
  }
  return (
    <LiveView
      key={`${endpointKey(endpoint)}\n${settings.transport}`}
      endpoint={endpoint}
      options={settings}
      fieldConfig={fieldConfig}
      width={width}
      height={height}
    />
  );
}
