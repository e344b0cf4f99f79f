import {
  AnnotationSupport,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceApi,
  DataSourceInstanceSettings,
  ScopedVars,
  TestDataSourceResponse,
} from '@grafana/data';
import { firstValueFrom, merge, Observable, of } from 'rxjs';
import { StreamCheck } from '@framewatch/protocol';
import { ViewerDeps } from '@framewatch/viewer-client';
import { RunnerApi, toRunnerError, ViewerPaths } from './api';
import { AnnotationQueryEditor } from './components/QueryEditor';
import { checkHealth } from './health';
import { LiveStreams } from './live';
import { PageDeps, pageDeps } from './page';
import { eventAnnotations, interpolateQuery, QueryContext, readQuery, runQuery, SeriesCache, wallMs } from './query';
import { DEFAULT_QUERY, StreamDataSourceOptions, StreamQuery } from './types';
import { StreamVariableSupport } from './variables';

/** The streams of one runner: their detections, history and events, and the way to their live video. */
export class DataSource extends DataSourceApi<StreamQuery, StreamDataSourceOptions> {
  readonly api: RunnerApi;
  override readonly annotations: AnnotationSupport<StreamQuery> = {
    getDefaultQuery: () => ({ queryType: 'events' }),
    prepareQuery: ({ target }) => ({ refId: 'Anno', ...target, queryType: 'events' }),
    QueryEditor: AnnotationQueryEditor,
    processEvents: (_, frames) => of(eventAnnotations(frames, wallMs(this.page.clock))),
  };
  private readonly context: QueryContext;
  private readonly viewerDeps: (stream: string) => ViewerDeps;

  /** `page` is what the data source needs of Grafana and the browser; a test passes its own. */
  constructor(
    settings: DataSourceInstanceSettings<StreamDataSourceOptions>,
    private readonly page: PageDeps = pageDeps()
  ) {
    super(settings);
    const paths = new ViewerPaths(settings.url ?? '');
    const { fetch, clock, random, templateSrv } = page;
    this.api = new RunnerApi(paths, fetch, this.uid);
    this.viewerDeps = (stream) => ({
      clock,
      random,
      check: () => this.checkStream(stream),
      openSocket: () => page.openSocket(paths.live(stream)),
    });
    const live = new LiveStreams(this.viewerDeps);
    this.context = { uid: this.uid, paths, api: this.api, live, seen: new SeriesCache(), clock, templateSrv };
    this.variables = new StreamVariableSupport(this.api, templateSrv);
  }

  override getDefaultQuery(): Partial<StreamQuery> {
    return DEFAULT_QUERY;
  }

  override filterQuery(query: StreamQuery): boolean {
    return !query.hide;
  }

  override getQueryDisplayText(query: StreamQuery): string {
    const { queryType, stream } = readQuery(query);
    return stream ? `${queryType} of ${stream}` : queryType;
  }

  override interpolateVariablesInQueries(queries: StreamQuery[], scopedVars: ScopedVars): StreamQuery[] {
    return queries.map((query) => interpolateQuery(readQuery(query), this.page.templateSrv, scopedVars));
  }

  override query(request: DataQueryRequest<StreamQuery>): Observable<DataQueryResponse> {
    const responses = request.targets
      .filter((target) => this.filterQuery(target))
      .map((target) => runQuery(readQuery(target), request, this.context));
    return responses.length > 0 ? merge(...responses) : of({ data: [] });
  }

  /** For the panel and for live results, before each socket: whether the stream can be had, or why not and what to do. */
  async checkStream(stream: string): Promise<StreamCheck> {
    try {
      await firstValueFrom(this.api.check(stream));
      return { ok: true };
    } catch (cause) {
      const { kind, message } = toRunnerError(cause);
      return { ok: false, obstacle: kind === 'live' ? 'runner' : kind, message };
    }
  }

  override testDatasource(): Promise<TestDataSourceResponse> {
    return checkHealth(this.api, this.viewerDeps);
  }
}
