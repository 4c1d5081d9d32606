// `rotations`: how old each credential is, which is due, and how far its rotation is. (Runbook finance-ppm,
// "Monthly: Review Access": tokens older than 90 days; "Credential Rotation")
import { z } from 'zod';
import type { Finding, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { counted, dayText } from '../../services/notion/reading/words.js';
import type { CredentialNow, Rotation } from '../../services/rotation/rotations.js';
import { credentialTable, dueFinding } from './showing/credential-words.js';
import { howSections, nextButton, stepTable } from './showing/rotation-words.js';

const week = 7 * 86_400_000;
const shown = 20;

export const rotations = defineQuery({
  id: 'rotations',
  family: 'Upkeep',
  summary: 'Credentials with their ages, and the rotations under way with their next steps',
  runbook: 'finance-ppm#credential-rotation',
  examples: ['rotations'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const { overview, upkeep, now } = context;
    const at = now();
    const [credentials, recent] = await Promise.all([
      context.rotations.credentials(),
      context.rotations.list(shown),
    ]);
    const open = await openOnes(credentials, context.rotations);
    const waiting = credentials.filter(
      ({ name, due }) => due && !open.some(({ rotation }) => rotation.credential === name),
    );
    const over = recent.filter(({ state }) => state !== 'open');
    const buttons = open.flatMap(({ rotation }) => nextButton(rotation) ?? []);
    return {
      status:
        waiting.length > 0 || open.some(({ rotation }) => isStuck(rotation, at))
          ? 'warning'
          : 'good',
      headline:
        waiting.length > 0
          ? `${counted(waiting.length, 'credential')} to rotate`
          : open.length > 0
            ? `${counted(open.length, 'rotation')} under way`
            : 'No credential is due',
      findings: [
        ...waiting.map((credential) => dueFinding(credential, upkeep.rotateAfterDays, at)),
        ...open.flatMap(({ rotation }) => (isStuck(rotation, at) ? [stuckFinding(rotation)] : [])),
      ],
      tables: [
        credentialTable(credentials, at),
        ...open.map(({ rotation }) => stepTable(rotation)),
        ...(over.length > 0 ? [overTable(over)] : []),
      ],
      sections: open.flatMap(({ credential, rotation }) =>
        howSections(credential, rotation, overview).map((section) => ({
          ...section,
          title: `${credential.title}. ${section.title}`,
        })),
      ),
      suggestions: buttons,
      notes: [`Due after ${upkeep.rotateAfterDays} days, or where nobody knows the age.`],
    };
  },
});

async function openOnes(
  credentials: readonly CredentialNow[],
  { openOf }: { openOf(credential: string): Promise<Rotation | null> },
): Promise<{ credential: CredentialNow; rotation: Rotation }[]> {
  const found = await Promise.all(
    credentials.map(async (credential) => {
      const rotation = await openOf(credential.name);
      return rotation ? [{ credential, rotation }] : [];
    }),
  );
  return found.flat();
}

/** Two secrets are good as long as it lasts. */
function isStuck({ startedAt, done }: Rotation, now: number): boolean {
  return now - Math.max(startedAt, ...done.map(({ at }) => at)) > week;
}

function stuckFinding(rotation: Rotation): Finding {
  const suggestion = nextButton(rotation);
  return {
    severity: 'warning',
    title: `The rotation of ${rotation.credential} has stood still for more than a week`,
    evidence: `${rotation.id}, begun on ${dayText(rotation.startedAt)} by ${rotation.startedBy}`,
    fix: 'Take the next step, or give it up with a reason: rotate cancel.',
    ...(suggestion ? { suggestion } : {}),
  };
}

function overTable(over: readonly Rotation[]): Table {
  return {
    title: 'Rotations before',
    columns: [
      { label: 'Rotation' },
      { label: 'Credential' },
      { label: 'Begun' },
      { label: 'By' },
      { label: 'Became' },
    ],
    rows: over.map(({ id, credential, startedAt, startedBy, state }) => [
      id,
      credential,
      dayText(startedAt),
      startedBy,
      state,
    ]),
  };
}
