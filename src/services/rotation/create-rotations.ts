// Rotations for people: what there is and how old, begun, taken step by step over days, given up. What a step must show is
// check-step.ts. (Runbook 1 "Credential Rotation", "Monthly: Review Access")
import type { UpkeepConfig } from '../../config/upkeep-schema.js';
import type { Actor } from '../../core/actor.js';
import type { AuditLog } from '../audit/entry.js';
import { update } from '../store/update.js';
import { currentPrint, evidenceOf, type StepParts } from './check-step.js';
import { knownCredentials, type Known } from './known-credentials.js';
import { auditBegin, auditCancel, auditStep } from './rotation-audit.js';
import {
  idOf,
  latestOf,
  ofRequest,
  rotationRecords,
  shown,
  type RotationRecord,
} from './rotation-records.js';
import { checkOrder, notOpen, nextStep, unknownCredential } from './rotation-refusals.js';
import type { CredentialNow, Rotation, Rotations, RotationStep } from './rotations.js';

const day = 86_400_000;

export interface RotationsOptions extends StepParts {
  credentials: UpkeepConfig['credentials'];
  rotateAfterDays: number;
  /** When the credential was last used through the bot, epoch milliseconds; null where that isn't known. */
  lastUsedOf: (credential: string) => Promise<number | null>;
  audit: Pick<AuditLog, 'append'>;
  /** Epoch milliseconds. */
  now: () => number;
}

export function createRotations(options: RotationsOptions): Rotations {
  const { store, now } = options;
  const known = knownCredentials(options.credentials);

  /** @throws Problem not_found */
  function named(name: string): Known {
    const wanted = name.trim().toLowerCase();
    const found = known.find((one) => one.name === wanted);
    if (found) return found;
    throw unknownCredential(name, known);
  }

  async function present(credential: Known): Promise<CredentialNow> {
    const { madeOn, ...rest } = credential;
    const last = await latestOf(store, credential.name, 'done');
    const rotatedAt = last?.done.find(({ step }) => step === 'make')?.at ?? null;
    const madeAt =
      madeOn === null || rotatedAt === null ? (madeOn ?? rotatedAt) : Math.max(madeOn, rotatedAt);
    return {
      ...rest,
      madeAt,
      due: madeAt === null || now() - madeAt > options.rotateAfterDays * day,
      lastUsedAt: await options.lastUsedOf(credential.name),
    };
  }

  /** The open one, or the one that this request began: a repeat finds it whatever became of it. */
  async function existing(credential: string, requestId: string): Promise<RotationRecord | null> {
    const begun = await ofRequest(store, requestId);
    if (begun?.credential === credential) return begun;
    return latestOf(store, credential, 'open');
  }

  async function insertNext(
    credential: Known,
    begun: Pick<RotationRecord, 'requestId' | 'startedBy'>,
  ): Promise<RotationRecord> {
    const before = await currentPrint(options, { credential });
    for (;;) {
      const found = await existing(credential.name, begun.requestId);
      if (found) return found;
      const number = ((await latestOf(store, credential.name))?.number ?? 0) + 1;
      const id = idOf(credential.name, number);
      const record: RotationRecord = {
        id,
        credential: credential.name,
        number,
        ...begun,
        startedAt: now(),
        done: [],
        state: 'open',
        before,
        reason: null,
      };
      // Taken: somebody else was faster, and theirs is found in the next turn.
      if (await store.insert(rotationRecords, id, record)) return record;
    }
  }

  return {
    credentials: () => Promise.all(known.map(present)),

    async openOf(name) {
      const record = await latestOf(store, named(name).name, 'open');
      return record && shown(record);
    },

    async list(limit) {
      const page = await store.list(rotationRecords, { index: 'byStart', order: 'desc', limit });
      return page.items.map(({ doc }) => shown(doc));
    },

    async begin(name, by, requestId) {
      const credential = named(name);
      const record = await insertNext(credential, { requestId, startedBy: by.person });
      await auditBegin(options, record, by);
      return shown(record);
    },

    async finish(name, step, by, { note, signal }) {
      const credential = named(name);
      const record = await latestOf(store, credential.name, 'open');
      if (!record) return repeatedEnd(credential, step, by);
      if (!isDone(record, step)) checkOrder(record, step);
      const evidence = isDone(record, step)
        ? ''
        : await evidenceOf(options, step, { credential, before: record.before, note, signal });
      const stored = await update(store, rotationRecords, record.id, (doc): RotationRecord => {
        if (isDone(doc, step)) return doc;
        if (doc.state !== 'open') throw notOpen(credential);
        checkOrder(doc, step);
        const done = [...doc.done, { step, at: now(), by: by.person, evidence }];
        return { ...doc, done, state: nextStep({ done }) === null ? 'done' : 'open' };
      });
      if (!stored) throw notOpen(credential);
      await auditStep(options, stored.doc, step, by);
      return shown(stored.doc);
    },

    async cancel(name, by, reason) {
      const credential = named(name);
      const open = await latestOf(store, credential.name, 'open');
      if (!open) throw notOpen(credential);
      const stored = await update(store, rotationRecords, open.id, (doc): RotationRecord => {
        if (doc.state !== 'open') throw notOpen(credential);
        return { ...doc, state: 'cancelled', reason };
      });
      if (!stored) throw notOpen(credential);
      await auditCancel(options, stored.doc, by);
      return shown(stored.doc);
    },
  };

  /** The last step again, of one that it has finished. */
  async function repeatedEnd(credential: Known, step: RotationStep, by: Actor): Promise<Rotation> {
    const last = await latestOf(store, credential.name);
    if (last?.state !== 'done' || step !== 'revoke') throw notOpen(credential);
    await auditStep(options, last, step, by);
    return shown(last);
  }
}

function isDone({ done }: Pick<RotationRecord, 'done'>, step: RotationStep): boolean {
  return done.some((one) => one.step === step);
}
