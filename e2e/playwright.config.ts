import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices } from '@playwright/test';
import path from 'node:path';

const grafanaUrl = process.env.GRAFANA_URL;
const pluginE2e = path.dirname(require.resolve('@grafana/plugin-e2e'));

/** Where plugin-e2e keeps the login, below the folder that Playwright is started in. */
const storageState = path.resolve('playwright/.auth', `${process.env.GRAFANA_ADMIN_USER ?? 'admin'}.json`);

/** Tests against a real Grafana that has both plugins; see docs/grafana.md. Without GRAFANA_URL nothing is run. */
export default defineConfig<PluginOptions>({
  testDir: '.',
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: grafanaUrl,
    trace: 'retain-on-failure',
    // Playwright's own Chromium decodes no H.264: $CHROMIUM names another.
    launchOptions: { executablePath: process.env.CHROMIUM },
  },
  projects: grafanaUrl
    ? [
        { name: 'login', testDir: path.join(pluginE2e, 'auth'), testMatch: [/.*\.js/] },
        { name: 'grafana', testMatch: '*.spec.ts', use: { storageState }, dependencies: ['login'] },
      ]
    : [{ name: 'without Grafana', testMatch: 'without-grafana.ts' }],
});
