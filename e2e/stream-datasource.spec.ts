import { expect, test } from '@grafana/plugin-e2e';
import { testIds } from '../plugins/stream-datasource/src/testIds';
import { DATA_SOURCE_TYPE, runner } from './runner';

const { configEditor, queryEditor, variableEditor } = testIds;

/** Path of every health check that the data source makes itself. */
const HEALTH = '/viewer/v1/health';

test.describe('the config editor', () => {
  test('connects to a runner', async ({ createDataSourceConfigPage, page }) => {
    const configPage = await createDataSourceConfigPage({ type: DATA_SOURCE_TYPE });
    await page.getByTestId(configEditor.url).fill(runner.url);
    if (runner.token) {
      await page.getByTestId(configEditor.token).fill(runner.token);
    }
    await expect(configPage.saveAndTest({ path: HEALTH })).toBeOK();
    await expect(page.getByText(/Connected to runner v.*: \d+ streams?, \d+ up/)).toBeVisible();
  });

  test('says what to do when the runner cannot be reached', async ({ createDataSourceConfigPage, page }) => {
    const configPage = await createDataSourceConfigPage({ type: DATA_SOURCE_TYPE });
    await page.getByTestId(configEditor.url).fill('http://127.0.0.1:9');
    await expect(configPage.saveAndTest({ path: HEALTH })).not.toBeOK();
    await expect(page.getByText(/Grafana could not reach the runner/)).toBeVisible();
  });

  test('says what to do when the token is wrong', async ({ createDataSourceConfigPage, page }) => {
    test.skip(!runner.token, 'a runner without a token takes any: set FRAMEWATCH_TOKEN');
    const configPage = await createDataSourceConfigPage({ type: DATA_SOURCE_TYPE });
    await page.getByTestId(configEditor.url).fill(runner.url);
    await page.getByTestId(configEditor.token).fill('this-is-not-the-token');
    await expect(configPage.saveAndTest({ path: HEALTH })).not.toBeOK();
    await expect(page.getByText(/The runner refused the token/)).toBeVisible();
  });
});

test.describe('with a data source', () => {
  const settings = {
    type: DATA_SOURCE_TYPE,
    access: 'proxy',
    url: runner.url,
    jsonData: {},
    secureJsonData: { token: runner.token },
  };

  test('live detections are streamed into a time series', async ({ createDataSource, panelEditPage, page }) => {
    const dataSource = await createDataSource(settings);
    const socket = page.waitForEvent('websocket', (candidate) => candidate.url().endsWith('/live'));
    await panelEditPage.datasource.set(dataSource.name);
    await panelEditPage.setVisualization('Time series');
    await expect(panelEditPage.getQueryEditorRow('A').getByTestId(queryEditor.queryType)).toHaveValue(
      'Live detections'
    );
    await (await socket).waitForEvent('framereceived');
    await expect(panelEditPage.panel.locator.getByText('Inferred FPS')).toBeVisible();
  });

  test('streams are listed in a table', async ({ createDataSource, panelEditPage, page }) => {
    const dataSource = await createDataSource(settings);
    await panelEditPage.datasource.set(dataSource.name);
    await panelEditPage.setVisualization('Table');
    await panelEditPage.getQueryEditorRow('A').getByTestId(queryEditor.queryType).click();
    await page.getByRole('option', { name: /^Streams/ }).click();
    await expect(panelEditPage.panel.fieldNames).toContainText(['Stream', 'Name', 'State']);
  });

  test('a variable lists the streams', async ({ createDataSource, variableEditPage, page }) => {
    const dataSource = await createDataSource(settings);
    await variableEditPage.setVariableType('Query');
    await variableEditPage.datasource.set(dataSource.name);
    await expect(page.getByTestId(variableEditor.queryType)).toHaveValue('Streams');
    await variableEditPage.runQuery();
    await expect(variableEditPage).toDisplayPreviews([/.+/]);
  });
});
