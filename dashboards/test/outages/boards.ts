import type { DataFrame } from '@grafana/data';
import { framesOf } from '../grafana/frames.js';
import { figures, rows, timeline } from '../grafana/shown.js';
import { dashboards, type Panel, panelsOf } from '../read.js';
import { BEGIN } from './page.js';
import type { PlantedPrometheus } from './planted-prometheus.js';
import { type Moment, MOMENTS } from './specification.js';

/** Seconds that each board looks back at first. */
const RANGES: Record<string, number> = { Live: 900, Fleet: 3600, 'Model health': 10_800, Pipeline: 10_800 };
/** Of the queries over a range, seconds. */
export const STEP = 15;

export function panelOf(board: string, title: string): Panel {
  const found = dashboards.find((one) => one.title === board);
  const panel = found && panelsOf(found).find((one) => one.title === title);
  if (!panel) throw new Error(`${board} has no panel "${title}"`);
  return panel;
}

export function rangeAt(board: string, moment: Moment): { from: number; to: number } {
  const to = BEGIN + MOMENTS[moment].minute * 60;
  return { from: to - (RANGES[board] ?? 3600), to };
}

/** A query with values in place of variables, as Grafana fills them in: all, but one stream on Live. */
export function filledIn(expr: string, board: string, moment: Moment): string {
  return expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', `${RANGES[board]}s`)
    .replaceAll('$stream', board === 'Live' ? MOMENTS[moment].stream : '.*')
    .replaceAll(/\$\w+/g, '.*');
}

/** What boards show at a moment, from what is planted. */
export class Boards {
  constructor(private readonly prometheus: PlantedPrometheus) {}

  async framesAt(board: string, panel: Panel, moment: Moment): Promise<DataFrame[]> {
    const { from, to } = rangeAt(board, moment);
    const answers = await Promise.all(
      panel.targets.map(async (target) => {
        const expr = filledIn(String(target.expr), board, moment);
        const { prometheus } = this;
        const series = target.instant ? await prometheus.at(expr, to) : await prometheus.over(expr, from, to, STEP);
        return { target, series };
      })
    );
    return framesOf(answers, STEP);
  }

  /** What every figure of a board says, by its title. */
  async figuresAt(board: string, moment: Moment): Promise<Record<string, string>> {
    const panels = dashboards.filter(({ title }) => title === board).flatMap(panelsOf);
    const shown = panels
      .filter(({ type }) => type === 'stat')
      .map(async (panel) => {
        const texts = await figures(panel, await this.framesAt(board, panel, moment));
        return [panel.title, texts.join(', ')] as const;
      });
    return Object.fromEntries(await Promise.all(shown));
  }

  async rowsAt(board: string, title: string, moment: Moment): ReturnType<typeof rows> {
    const panel = panelOf(board, title);
    return rows(panel, await this.framesAt(board, panel, moment));
  }

  async timelineAt(board: string, title: string, moment: Moment): ReturnType<typeof timeline> {
    const panel = panelOf(board, title);
    return timeline(panel, await this.framesAt(board, panel, moment), rangeAt(board, moment));
  }
}
