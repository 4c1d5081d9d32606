// The pretend company with its bot at work, and pages of it in a real browser: what the walks on the page share.
import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import {
  openCompany,
  type CompanyOptions,
  type PretendCompany,
} from '../../sandbox/pretend-company.js';
import { handlePage } from '../../sandbox/routes.js';
import { until } from '../../sandbox/until.js';
import { launchChromium } from '../support/chromium.js';

export interface Pages {
  company: PretendCompany;
  /** The page as one of the people. */
  pageOf(id: string): Promise<Page>;
  close(): Promise<void>;
}

/**
 * @param given.screenshots folder that they go to
 * @param given.replicas processes of the bot; one without it
 * @returns null where there is no Chromium
 */
export async function openPages(given: {
  screenshots: string;
  height: number;
  github?: CompanyOptions['github'];
  replicas?: number;
}): Promise<Pages | null> {
  const browser = await launchChromium();
  if (!browser) return null;
  mkdirSync(given.screenshots, { recursive: true });
  let opened: PretendCompany | null = null;
  const company = await openCompany({
    bot: { compiled: true },
    ...(given.github ? { github: given.github } : {}),
    ...(given.replicas === undefined ? {} : { replicas: given.replicas }),
    slack: {
      extraRoutes: (request, response) => (opened ? handlePage(opened, request, response) : false),
    },
  });
  opened = company;
  await company.replicas.startAll();
  await until('the bot is connected', () => company.slack.connections() >= company.bots.length);
  return {
    company,
    async pageOf(id) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: given.height },
      });
      const page = await context.newPage();
      await page.goto(`${company.slack.url}/?as=${id}`);
      return page;
    },
    async close() {
      await browser.close();
      await company.close();
    },
  };
}

/** The newest message with this text. */
export function message(page: Page, text: string | RegExp): Locator {
  return page.getByRole('article').filter({ hasText: text }).last();
}

export async function types(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message #ppm-oncall' });
  await composer.click();
  await composer.fill(text);
  await composer.press('Enter');
}

/** Approves the run of a card; a critical one asks for the name of its target. */
export async function approves(page: Page, card: Locator, target?: string): Promise<void> {
  await card.getByRole('button', { name: 'Approve' }).click();
  if (target === undefined) return;
  const form = page.getByRole('dialog', { name: 'Approve' });
  await form.getByRole('textbox').fill(target);
  await form.getByRole('button', { name: 'Approve' }).click();
}
