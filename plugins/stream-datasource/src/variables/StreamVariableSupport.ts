import { CustomVariableSupport, DataQueryRequest, DataQueryResponse, MetricFindValue, ScopedVars } from '@grafana/data';
import { TemplateSrv } from '@grafana/runtime';
import { map, Observable } from 'rxjs';
import { RunnerApi } from '../api';
import { streamsIn } from '../query';
import { StreamDataSource } from '../streamDataSource';
import { StreamQuery, StreamVariableQuery } from '../types';
import { VariableQueryEditor } from './VariableQueryEditor';

/** Dashboard variables that list the runner's streams, or the classes that models of streams know. */
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
    return (query?.queryType === 'classes' ? this.classes(query.stream, scopedVars) : this.streams()).pipe(
      map((data) => ({ data }))
    );
  };

  private streams(): Observable<MetricFindValue[]> {
    return this.api.streams().pipe(map(({ items }) => items.map(({ id, name }) => ({ text: name || id, value: id }))));
  }

  /** Classes of all streams where none is named. */
  private classes(stream: string | undefined, scopedVars: ScopedVars): Observable<MetricFindValue[]> {
    const ids = streamsIn(stream ?? '', this.templateSrv, scopedVars);
    return this.api.streams().pipe(
      map(({ items }) => items.filter(({ id }) => ids.length === 0 || ids.includes(id))),
      map((streams) => [...new Set(streams.flatMap(({ labels }) => labels.classes))].sort()),
      map((classes) => classes.map((name) => ({ text: name, value: name })))
    );
  }
}
