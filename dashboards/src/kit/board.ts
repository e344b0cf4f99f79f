import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardUid } from '../uids.js';
import { dashboardMenu } from './links.js';

/** Grafana's grid is so many columns wide. */
const COLUMNS = 24;

/** A panel with its width (of 24 columns) and height (in steps of about 30 pixels). */
export interface Place {
  panel: Builder<Panel>;
  width: number;
  height: number;
}

export interface Section {
  title: string;
  places: readonly Place[];
}

export interface BoardSpec {
  uid: DashboardUid;
  title: string;
  description: string;
  /** How far back it looks at first, as `now-1h`. */
  from: string;
  /** How often it asks anew at first, as `30s`. */
  refresh: string;
  variables: readonly Builder<VariableModel>[];
  annotations?: readonly Builder<AnnotationQuery>[];
  sections: readonly Section[];
}

/** Panels of the same size side by side. */
export function side(height: number, ...panels: Builder<Panel>[]): Place[] {
  return panels.map((panel) => ({ panel, height, width: Math.floor(COLUMNS / panels.length) }));
}

/** A dashboard: sections one under the other, panels from left to right. */
export function board(spec: BoardSpec): Dashboard {
  const builder = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags(['framewatch'])
    .timezone('browser')
    .time({ from: spec.from, to: 'now' })
    .refresh(spec.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .editable()
    .variables([...spec.variables])
    .annotations([...(spec.annotations ?? [])])
    .links([dashboardMenu()]);
  let y = 0;
  for (const { title, places } of spec.sections) {
    builder.withRow(new RowBuilder(title).gridPos({ x: 0, y, w: COLUMNS, h: 1 }));
    y = placeAll(builder, places, y + 1);
  }
  return numbered(builder.build());
}

/**
 * Places every panel as high as possible, then as far left as possible, so that several small ones fit beside a tall
 * panel. Returns the row at which the next section begins.
 */
function placeAll(builder: DashboardBuilder, places: readonly Place[], top: number): number {
  const floor = new Array<number>(COLUMNS).fill(top);
  for (const { panel, width, height } of places) {
    const heightAt = (x: number) => Math.max(...floor.slice(x, x + width));
    const candidates = Array.from({ length: COLUMNS - width + 1 }, (_, x) => ({ x, y: heightAt(x) }));
    const { x, y } = candidates.reduce((best, candidate) => (candidate.y < best.y ? candidate : best));
    builder.withPanel({ build: () => ({ ...panel.build(), gridPos: { x, y, w: width, h: height } }) });
    floor.fill(y + height, x, x + width);
  }
  return Math.max(...floor);
}

/** Panels are known by their numbers, in links and alerts. */
function numbered(dashboard: Dashboard): Dashboard {
  return { ...dashboard, panels: (dashboard.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 })) };
}
