import { type DataFrame, EventBusSrv, FieldType, type PanelData, getFieldDisplayName } from '@grafana/data';
import { LegendDisplayMode } from '@grafana/schema';
import { PanelChrome, PanelContextProvider, TimeSeries } from '@grafana/ui';
import { useMemo } from 'react';
import { lastMinute } from './use-query';

interface Props {
  title: string;
  data: PanelData;
  /** Which of the query's fields this panel shows. */
  pick: (fieldName: string) => boolean;
  width: number;
  height: number;
}

/** A time series panel over some fields of a query. */
export function SeriesPanel({ title, data, pick, width, height }: Props) {
  const context = useMemo(
    () => ({
      eventsScope: 'preview',
      eventBus: new EventBusSrv(),
      canAddAnnotations: () => false,
    }),
    []
  );
  const frames = data.series.map((frame) => pickFields(frame, pick)).filter((frame) => frame.fields.length > 1);
  return (
    <PanelChrome title={title} width={width} height={height}>
      {(innerWidth, innerHeight) =>
        frames.some((frame) => frame.length > 1) ? (
          <PanelContextProvider value={context}>
            <TimeSeries
              frames={frames}
              timeRange={lastMinute(Date.now())}
              timeZone="browser"
              width={innerWidth}
              height={innerHeight}
              legend={{ showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] }}
            />
          </PanelContextProvider>
        ) : (
          <div>Waiting for results</div>
        )
      }
    </PanelChrome>
  );
}

function pickFields(frame: DataFrame, pick: (fieldName: string) => boolean): DataFrame {
  const fields = frame.fields.filter(
    (field) =>
      field.type === FieldType.time || (field.type === FieldType.number && pick(getFieldDisplayName(field, frame)))
  );
  return { ...frame, fields };
}
