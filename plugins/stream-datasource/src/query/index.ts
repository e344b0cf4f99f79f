export { eventAnnotations } from './eventsFrame';
export { interpolateQuery, streamsIn } from './interpolate';
export { readQuery } from './readQuery';
export { type QueryContext, runQuery } from './runQuery';
export { SeriesCache } from './SeriesCache';
export { wallMs } from './wallMs';
