import { test } from '@playwright/test';

test.skip('needs a Grafana that has both plugins: set GRAFANA_URL to its address', () => undefined);
