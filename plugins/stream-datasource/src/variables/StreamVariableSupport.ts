import { CustomVariableSupport, DataQueryRequest, DataQueryResponse, MetricFindValue, ScopedVars } from '@grafana/data';
import { TemplateSrv } from '@grafana/runtime';
import { map, Observable } from 'rxjs';
import { StreamDescriptor } from '@framewatch/protocol';
import { RunnerApi } from '../api';
import { streamsIn } from '../query';
import { StreamDataSource } from '../streamDataSource';
import { StreamQuery, StreamVariableQuery } from '../types';
import { VariableQueryEditor } from './VariableQueryEditor';

/** Dashboard variables that list the runner's streams, or the classes, zones or lines of streams. */
export class StreamVariableSupport extends CustomVariableSupport<StreamDataSource, StreamVariableQuery> {
  override readonly editor = VariableQueryEditor;

  constructor(
    private readonly api: RunnerApi,
    private readonly templateSrv: TemplateSrv
  ) {
    super();
  }

  /** What a new variable asks for: Grafana runs no query of which nothing is stored. */
  override getDefaultQuery(): Partial<StreamQuery> {
    return { refId: 'A', queryType: 'streams' };
  }

  override query = ({ targets, scopedVars }: DataQueryRequest<StreamVariableQuery>): Observable<DataQueryResponse> => {
    const query = targets[0];
    const names = this.values(query, scopedVars);
    return names.pipe(map((data) => ({ data })));
  };

  private values(query: StreamVariableQuery | undefined, scopedVars: ScopedVars): Observable<MetricFindValue[]> {
    switch (query?.queryType) {
      case 'classes':
        return this.namesOf(query, scopedVars, ({ labels }) => labels.classes);
      case 'zones':
        return this.namesOf(query, scopedVars, ({ zones }) => zones.map(({ id }) => id));
      case 'lines':
        return this.namesOf(query, scopedVars, ({ lines }) => lines.map(({ id }) => id));
      default:
        return this.streams();
    }
  }

  private streams(): Observable<MetricFindValue[]> {
    return this.api.streams().pipe(map(({ items }) => items.map(({ id, name }) => ({ text: name || id, value: id }))));
  }

  /** What the named streams have, or all of them where none is named; each name once. */
  private namesOf(
    { stream = '' }: StreamVariableQuery,
    scopedVars: ScopedVars,
    names: (stream: StreamDescriptor) => readonly string[]
  ): Observable<MetricFindValue[]> {
    const ids = streamsIn(stream, this.templateSrv, scopedVars);
    return this.api.streams().pipe(
      map(({ items }) => items.filter(({ id }) => ids.length === 0 || ids.includes(id))),
      map((streams) => [...new Set(streams.flatMap(names))].sort()),
      map((found) => found.map((name) => ({ text: name, value: name })))
    );
  }
}
