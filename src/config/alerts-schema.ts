// How alerts become cards, as ppm.config.yaml says it: severities, storms, flapping, and which operation looks into which
// alert. The runbooks' own alerts are routed without any configuration (services/alerts/routing/built-in-routes.ts).
import { z } from 'zod';
import { severitySchema } from '../core/severity.js';
import { jsonObjectSchema } from '../core/json.js';
import { configName } from './config-name.js';

const channel = z.string().regex(/^[CG][A-Z0-9]+$/, 'the id of a Slack channel (C… or G…)');

/** `{system}` stands for the route's system, `{labels.component}` for a label; one without a value drops the offer. */
const offer = z.strictObject({
  operation: z.string().describe('Id of an operation, such as sync or notion.access'),
  input: jsonObjectSchema.default({}).describe('Its input; {system} and {labels.name} are filled'),
});

export const routeSchema = z.strictObject({
  match: z
    .record(z.string(), z.string())
    .describe('Labels that an alert must have; a value between slashes is a pattern: /sync.*/'),
  severity: severitySchema.optional(),
  channel: channel.optional(),
  system: configName.optional().describe('Where the alert has no label `system`'),
  runbook: z.string().optional().describe('file#section'),
  diagnose: offer.optional().describe('A read-only operation that is run at once'),
  actions: z
    .array(offer.extend({ label: z.string().max(60) }))
    .max(5)
    .default([])
    .describe('Offered as buttons'),
  incident: z.boolean().optional().describe('Opens an incident by itself; without it P0 and P1 do'),
});

export const alertsSchema = z
  .strictObject({
    severities: z
      .record(z.string(), severitySchema)
      .default({ critical: 'P1', error: 'P2', warning: 'P3', info: 'P4' })
      .describe('What the label `severity` means; P3 for any other'),
    routes: z.array(routeSchema).default([]).describe('The first that matches; then the built-in'),
    stormGroupsPerMinute: z
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .describe('More new groups in a minute than this share one card'),
    flapMinutes: z
      .number()
      .min(0)
      .max(1440)
      .default(10)
      .describe('Firing again this soon after it was resolved is the same episode'),
    keepDays: z
      .int()
      .min(1)
      .max(3650)
      .default(90)
      .describe('How long after its end the alerts of a group are kept; the group itself stays'),
    replaySeconds: z
      .number()
      .min(30)
      .max(86_400)
      .default(300)
      .describe('How old a signed request may be, where the sender signs its time'),
    alertmanagerUrl: z
      .string()
      .regex(/^https?:\/\/\S+$/, 'an address: https://…')
      .optional()
      .describe('Its API, to fetch what a truncated notification left out'),
  })
  .prefault({});

export type AlertsConfig = z.output<typeof alertsSchema>;
export type RouteConfig = z.output<typeof routeSchema>;
export type OfferConfig = z.output<typeof offer>;
