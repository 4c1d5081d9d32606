// The five reports by their names.
import { z } from 'zod';
import type { Report } from '../../core/report.js';
import { eveningReport } from './evening.js';
import { monthlyReport } from './monthly.js';
import { morningReport } from './morning.js';
import { quarterlyReport } from './quarterly.js';
import type { Context } from '../context.js';
import { diagnoseTarget } from '../diagnosis/diagnose.js';
import type { Target } from '../diagnosis/target.js';
import type { ReportContext } from './report-context.js';
import { dayName } from './spans.js';
import { weeklyReport } from './weekly.js';

export const reportNames = ['morning', 'evening', 'weekly', 'monthly', 'quarterly'] as const;
export const reportNameSchema = z.enum(reportNames);
export type ReportName = z.infer<typeof reportNameSchema>;

/** @throws Problem cancelled; whatever an outside system does is a finding */
export async function reportOf(which: ReportName, given: Context): Promise<Report> {
  const context: ReportContext = {
    ...given,
    diagnose: (signal) => diagnoseTarget({ ...given, signal }, everything(given)),
  };
  switch (which) {
    case 'morning':
      return morningReport(context);
    case 'evening':
      return eveningReport(context);
    case 'weekly':
      return weeklyReport(context);
    case 'monthly':
      return monthlyReport(context);
    case 'quarterly':
      return quarterlyReport(context);
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
