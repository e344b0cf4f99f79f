import type { VideoEndpoint } from '@framewatch/protocol';
import { LoadingState, type PanelData } from '@grafana/data';
import type { StateDescription } from '../StateBanner';

/** Explains why there is nothing to show, with the remedy. */
export function describeNoStream(
  { state, errors }: Pick<PanelData, 'state' | 'errors'>,
  endpoints: readonly VideoEndpoint[],
  wanted: string
): StateDescription {
  if (endpoints.length > 0) {
    const names = endpoints.map((endpoint) => endpoint.stream).join(', ');
    const detail = `The query brings ${names}. Choose one of them in the panel's option "Stream", or change the query.`;
    return { severity: 'warning', title: `No stream named ${wanted}`, detail };
  }
  if (state === LoadingState.Loading || state === LoadingState.NotStarted) {
    return { severity: 'info', title: 'Loading', detail: 'Waiting for the query.' };
  }
  const failure = errors?.[0]?.message;
  if (state === LoadingState.Error || failure) {
    return { severity: 'error', title: 'The query failed', detail: failure ?? 'The query inspector has more.' };
  }
  return {
    severity: 'warning',
    title: 'No stream in the query',
    detail:
      'This panel shows the video of a Framewatch data source. Choose one as the data source of this panel, and a stream in its query of the kind "Live detections".',
  };
}
