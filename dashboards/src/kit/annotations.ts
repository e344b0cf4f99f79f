import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { streams } from './queries.js';
import { STREAMS } from './sources.js';

/** Marks in every graph when something happened to the stream. */
export function eventMarks(stream: string, source: DataSourceRef = STREAMS): Builder<AnnotationQuery> {
  const builder = new AnnotationQueryBuilder()
    .name('Events')
    .datasource(source)
    .enable(true)
    .iconColor('orange')
    .target(streams({ queryType: 'events', stream }, source).build('Events'));
  return {
    build: () => {
      const annotation = builder.build();
      // The SDK would hide the switch in the menu of controls.
      delete annotation.placement;
      return annotation;
    },
  };
}
