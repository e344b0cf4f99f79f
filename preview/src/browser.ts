import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of an installed Chromium or Chrome, or null. `chosen` and $CHROMIUM stand instead of the usual places. */
export function findChromium(chosen: string | null = null, environment = process.env): string | null {
  const first = chosen ?? environment.CHROMIUM;
  if (first !== undefined) return existsSync(first) ? first : null;
  return USUAL_PLACES.find((place) => existsSync(place)) ?? null;
}

export interface LaunchOptions {
  /** Whether Ctrl-C closes the browser and ends this process at once; a process that has more to end says no. */
  handleSignals?: boolean;
}

/** A headless browser with a fresh profile that asks nothing of the internet. */
export function launchChromium(executablePath: string, { handleSignals = true }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath,
    handleSIGINT: handleSignals,
    handleSIGTERM: handleSignals,
    handleSIGHUP: handleSignals,
    args: [
      // Chromium refuses to sandbox under root, which is who runs it in containers and CI.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
