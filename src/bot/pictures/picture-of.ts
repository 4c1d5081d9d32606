// What every kind of record looks like now, from the services that know it.
import type { Config } from '../../config/schema.js';
import type { Operation } from '../../core/operation.js';
import { flapMsOf } from '../../services/alerts/applying/options.js';
import type { Clock } from '../../services/clock.js';
import { outputOf } from '../../services/commands/run-outputs.js';
import type { Context } from '../../services/context.js';
import type { Engine } from '../../services/engine/engine.js';
import { isUrgent } from '../../services/engine/rules/lead-breaks-glass.js';
import type { Directory } from '../../services/identity/identity.js';
import type { Response } from '../../services/response/response.js';
import type { Store } from '../../services/store/store.js';
import type { PictureOf } from '../publisher/draw.js';
import { alertGroupPicture, stormPicture } from './alert-pictures.js';
import { incidentPicture, maintenancePicture, noticePicture } from './incident-pictures.js';
import { createPicture } from './picture.js';
import { postingPicture } from './posting-picture.js';
import { runPicture } from './run-picture.js';

interface Known {
  store: Store;
  engine: Engine;
  directory: Directory;
  operations: readonly Operation<Context>[];
  response: Response;
  clock: Pick<Clock, 'now'>;
}

export function pictureOf(
  known: Known,
  config: Pick<Config, 'alerts' | 'incidents'>,
  linkTo: (incident: string) => Promise<string | null>,
): PictureOf {
  const { store, engine, directory, operations } = known;
  const { now } = known.clock;
  const { alerts, incidents, oncall, timers } = known.response;
  return createPicture({
    run: runPicture({
      engine,
      directory,
      operations,
      now,
      outputOf: (run) => outputOf(store, run),
      urgent: async () => (await incidents.list('open', 100)).some(isUrgent),
    }),
    'alert-group': alertGroupPicture({
      alerts,
      incidents,
      oncall,
      now,
      flapMs: flapMsOf(config.alerts),
    }),
    storm: stormPicture({ alerts, oncall, now }),
    incident: incidentPicture({
      incidents,
      alerts,
      runs: engine.runs,
      timers,
      rules: config.incidents,
      now,
    }),
    notice: noticePicture({
      store,
      overtaken: known.response.escalation.overtaken,
      linkTo,
      now,
    }),
    maintenance: maintenancePicture({ store, now }),
    posting: postingPicture({ store }),
  });
}
