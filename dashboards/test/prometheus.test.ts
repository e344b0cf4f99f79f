import { metricsIn } from '@framewatch/stack';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ROOT } from '../src/paths.js';
import { grown } from './growing-page.js';
import { type Labels, PrometheusServer } from './prometheus-server.js';
import { allPanels, readRepository, withoutVariables } from './read.js';

/** What is Framewatch's own, or recorded from it; the rest comes from programs that do not run here. */
const OURS = /^(framewatch_|runner:|stream:|sink:|gpu:|up$)/;
/** Known after hours only, or where DCGM runs. */
const LATER = /^(stream:objects:zscore|gpu:xid:last)$/;

const targets = allPanels
  .flatMap(([panel, { targets }]) => targets.map((target) => ({ panel, ...target })))
  .filter(({ expr }) => {
    const names =
      expr === undefined ? [] : metricsIn(withoutVariables(expr)).flatMap((s) => ('name' in s ? s.name : []));
    return names.length > 0 && names.every((name) => OURS.test(name) && !LATER.test(name));
  })
  .map(({ panel, expr, ...target }) => ({ panel, expr: String(expr), legend: target.legendFormat ?? '' }));

/** Hours of the day are asked for from midnight on, as seen from there: here they are those that have just passed. */
const asked = (expr: string) => withoutVariables(expr.replaceAll(/ offset -\d+h/g, ''));

const installed = spawnSync('prometheus', ['--version']).error === undefined;

(installed ? describe : describe.skip)('panels on a real Prometheus (needs prometheus: apt install prometheus)', () => {
  let prometheus: PrometheusServer;
  const answers = new Map<string, Labels[]>();

  beforeAll(async () => {
    const page = readRepository('exporter/test/fixtures/page.metrics');
    const rules = path.join(ROOT, 'provisioning/prometheus/rules/recording-*.yml');
    prometheus = await PrometheusServer.start(rules, (scrapes) => grown(page, scrapes));
    // Rules need a few rounds: some are made from others.
    for (let round = 0; round < 60; round += 1) {
      for (const { expr } of targets)
        if ((answers.get(expr) ?? []).length === 0) answers.set(expr, await prometheus.query(asked(expr)));
      if ([...answers.values()].every(({ length }) => length > 0)) break;
      await setTimeout(500);
    }
  }, 90_000);

  afterAll(() => prometheus[Symbol.asyncDispose]());

  it('are most of them', () => {
    expect(targets.length).toBeGreaterThan(70);
  });

  it.each(targets)('$panel: has data: $expr', ({ expr }) => {
    expect(answers.get(expr)).not.toEqual([]);
  });

  it.each(targets.filter(({ legend }) => legend.includes('{{')))(
    '$panel: $legend names labels that are there',
    (target) => {
      const wanted = [...target.legend.matchAll(/\{\{(\w+)\}\}/g)].flatMap(([, label = '']) => label);
      for (const labels of answers.get(target.expr) ?? [])
        expect(Object.keys(labels)).toEqual(expect.arrayContaining(wanted));
    }
  );
});
