// The five reports by their names. Each, and the diagnosis behind them, is loaded when it is first asked for: an idle bot needs
// none of them in its memory.
import { z } from 'zod';
import type { Report } from '../../core/report.js';
import type { Context } from '../context.js';
import type { Target } from '../diagnosis/target.js';
import type { ReportContext } from './report-context.js';
import { dayName } from './spans.js';

export const reportNames = ['morning', 'evening', 'weekly', 'monthly', 'quarterly'] as const;
export const reportNameSchema = z.enum(reportNames);
export type ReportName = z.infer<typeof reportNameSchema>;

/** @throws Problem cancelled; whatever an outside system does is a finding */
export async function reportOf(which: ReportName, given: Context): Promise<Report> {
  const context: ReportContext = {
    ...given,
    async diagnose(signal) {
      const { diagnoseTarget } = await import('../diagnosis/diagnose.js');
      return diagnoseTarget({ ...given, signal }, everything(given));
    },
  };
  switch (which) {
    case 'morning':
      return (await import('./morning.js')).morningReport(context);
    case 'evening':
      return (await import('./evening.js')).eveningReport(context);
    case 'weekly':
      return (await import('./weekly.js')).weeklyReport(context);
    case 'monthly':
      return (await import('./monthly.js')).monthlyReport(context);
    case 'quarterly':
      return (await import('./quarterly.js')).quarterlyReport(context);
  }
}

function everything({ systems }: Pick<Context, 'systems'>): Target {
  return { kind: 'system', systems: Object.keys(systems), components: [], shown: 'all systems' };
}

/** `Morning report 2026-11-21`: the title of its page, one for each day. */
export function reportTitle(
  which: ReportName,
  { now, oncall }: Pick<ReportContext, 'now' | 'oncall'>,
): string {
  const name = `${which.slice(0, 1).toUpperCase()}${which.slice(1)}`;
  return `${name} report ${dayName(now(), oncall.timeZone)}`;
}
