import { expect, test } from '@grafana/plugin-e2e';
import { TEST_IDS } from '../plugins/inference-panel/src/testIds';
import { DATA_SOURCE_TYPE, runner } from './runner';

const PANEL = 'Framewatch inference';

/** What the panel says after it has painted a picture. */
interface Painted {
  ptsUs: number;
  verdict: string;
  resultPtsUs: number | null;
}

const settings = {
  type: DATA_SOURCE_TYPE,
  access: 'proxy',
  url: runner.url,
  jsonData: {},
  secureJsonData: { token: runner.token },
};

test('shows live video with the results that belong to it', async ({ createDataSource, panelEditPage, page }) => {
  const dataSource = await createDataSource(settings);
  await panelEditPage.datasource.set(dataSource.name);
  await panelEditPage.setVisualization(PANEL);
  const view = page.getByTestId(TEST_IDS.root);
  await expect(view).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
  await expect(page.getByTestId(TEST_IDS.banner)).toBeHidden();

  const painted = await view.evaluate(
    (root) =>
      new Promise<Painted[]>((resolve) => {
        const seen: Painted[] = [];
        root.addEventListener('framewatch:painted', (event) => {
          if (seen.push((event as CustomEvent<Painted>).detail) === 60) resolve(seen);
        });
      })
  );
  const paired = painted.filter(({ verdict }) => verdict === 'paired');
  expect(paired.length).toBeGreaterThan(0);
  expect(paired.filter(({ ptsUs, resultPtsUs }) => ptsUs !== resultPtsUs)).toEqual([]);
});

test('says how its own view is doing, unless that is not wanted', async ({ createDataSource, panelEditPage, page }) => {
  const dataSource = await createDataSource(settings);
  await panelEditPage.datasource.set(dataSource.name);
  await panelEditPage.setVisualization(PANEL);
  await expect(page.getByTestId(TEST_IDS.hud)).toContainText('fps');
  const figures = panelEditPage.getCustomOptions('Video').getSwitch('Figures');
  await figures.uncheck();
  await expect(page.getByTestId(TEST_IDS.hud)).toBeHidden();
});

test('shows no live video for a range in the past, unless that is wanted', async ({
  createDataSource,
  panelEditPage,
  page,
}) => {
  const dataSource = await createDataSource(settings);
  await panelEditPage.datasource.set(dataSource.name);
  await panelEditPage.setVisualization(PANEL);
  await panelEditPage.timeRange.set({ from: 'now-2h', to: 'now-1h' });
  await expect(page.getByTestId(TEST_IDS.noRecording)).toContainText('No recording of this time');
  await expect(page.getByTestId(TEST_IDS.root)).toBeHidden();
  await page.getByTestId(TEST_IDS.noRecording).getByRole('button', { name: 'Go live' }).click();
  await expect(page.getByTestId(TEST_IDS.root)).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
  await expect(page.getByTestId(TEST_IDS.badges)).toContainText('live, not the range shown');
  await panelEditPage.timeRange.set({ from: 'now-5m', to: 'now' });
  await expect(page.getByTestId(TEST_IDS.badges)).not.toContainText('range');
});

test('says what to do when the query brings no stream', async ({ panelEditPage, page }) => {
  await panelEditPage.datasource.set('-- Grafana --');
  await panelEditPage.setVisualization(PANEL);
  await expect(page.getByTestId(TEST_IDS.noStream)).toContainText('No stream in the query');
});

test('says what to do when the runner is not there', async ({ createDataSource, panelEditPage, page }) => {
  const dataSource = await createDataSource({ ...settings, url: 'http://127.0.0.1:9' });
  await panelEditPage.datasource.set(dataSource.name);
  await panelEditPage.setVisualization(PANEL);
  // Without a runner the data source knows of no stream, or it knows one and the panel cannot reach it.
  const explanation = page.getByTestId(TEST_IDS.noStream).or(page.getByTestId(TEST_IDS.banner));
  await expect(explanation.filter({ hasText: /No stream|unreachable|could not reach/ })).toBeVisible();
});
