import { AnnotationEvent, createDataFrame, DataFrame, DataFrameView } from '@grafana/data';
import { StreamEvent } from '@framewatch/protocol';
import { crossingFields, eventFields, EventLinks } from './eventFields';
import { warnings } from './notices';

interface EventRow {
  time: number;
  /** Null while it lasts. */
  timeEnd: number | null;
  stream: string;
  type: string;
  severity: string;
  text: string;
  place: string | null;
}

export interface EventsFrameOptions extends EventLinks {
  refId: string;
  queryType: 'events' | 'crossings';
  notice: string | undefined;
}

/** A table of events, oldest first. */
export function eventsFrame(events: readonly StreamEvent[], options: EventsFrameOptions): DataFrame {
  const { refId, queryType, notice } = options;
  const sorted = [...events].sort((a, b) => a.beginUs - b.beginUs);
  const crossings = queryType === 'crossings';
  return createDataFrame({
    refId,
    name: crossings ? 'Crossings' : 'Events',
    meta: { preferredVisualisationType: 'table', notices: warnings(notice) },
    fields: crossings ? crossingFields(sorted, options) : eventFields(sorted, options),
  });
}

/**
 * The annotations of event frames, tagged with stream, type, severity and place. What lasted is a region; what still
 * lasts reaches to `nowMs`.
 */
export function eventAnnotations(frames: readonly DataFrame[], nowMs: number): AnnotationEvent[] {
  return frames.flatMap((frame) =>
    new DataFrameView<EventRow>(frame).map(({ time, timeEnd, stream, type, severity, text, place }) => {
      const begin = Math.round(time);
      const end = Math.round(timeEnd ?? Math.max(begin, nowMs));
      return {
        time: begin,
        ...(end > begin && { timeEnd: end, isRegion: true }),
        title: type,
        text,
        tags: [stream, type, severity, ...(place ? [place] : [])],
      };
    })
  );
}
