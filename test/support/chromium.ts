// Finds Chromium for the tests that drive the page. Where there is none, they say so and skip.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const quietArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** CHROMIUM_PATH, or the first of the usual places that has one; null: there is none. */
export function findChromium(): string | null {
  const chosen = process.env['CHROMIUM_PATH'];
  const places = chosen === undefined || chosen === '' ? usualPlaces : [chosen];
  return places.find((place) => existsSync(place)) ?? null;
}

/** A browser with a profile of its own, gone with it; null, and a line that says so, when there is no Chromium. */
export async function launchChromium(): Promise<Browser | null> {
  const executablePath = findChromium();
  if (executablePath === null) {
    console.warn(
      `Skipped: no Chromium at CHROMIUM_PATH or ${usualPlaces.join(', ')}. Set CHROMIUM_PATH to run these tests.`,
    );
    return null;
  }
  return chromium.launch({ executablePath, args: quietArgs });
}
