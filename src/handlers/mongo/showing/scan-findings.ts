// Slow queries that read a whole collection, and the index that would help them.
import { z } from 'zod';
import type { Finding } from '../../../core/report.js';
import { fieldsOfKey } from '../../../services/mongodb/admin-index-keys.js';
import { expectedIndexes } from '../../../services/mongodb/admin-indexes.js';
import type { MongoSystem } from '../../../services/mongodb/admin-systems.js';
import type { SlowQuery } from '../../../services/mongodb/mongo-admin.js';

const mostFindings = 5;
const filter = z.record(z.string(), z.unknown());

/** One for each collection and filter; the slowest first, as they come. */
export function scanFindings(system: MongoSystem, slow: readonly SlowQuery[]): Finding[] {
  const scans = slow.filter(({ planSummary }) => planSummary.startsWith('COLLSCAN'));
  const keyOf = ({ collection, shape }: SlowQuery): string => `${collection} ${shape}`;
  const firsts = scans.filter(
    (one, index) => scans.findIndex((other) => keyOf(other) === keyOf(one)) === index,
  );
  return firsts.slice(0, mostFindings).map((worst) => {
    const times = scans.filter((one) => keyOf(one) === keyOf(worst)).length;
    return findingOf(system, worst, times);
  });
}

function findingOf(system: MongoSystem, worst: SlowQuery, times: number): Finding {
  const { collection, shape, millis, documentsExamined, returned } = worst;
  const fields = fieldsIn(shape);
  const expected = expectedIndexes(system).find(
    (one) =>
      one.collection === collection && fields.includes(Object.keys(fieldsOfKey(one.key))[0] ?? ''),
  );
  return {
    severity: 'warning',
    title: `${collection} is read whole for ${shape.slice(0, 80)}`,
    evidence: [
      `${millis} ms`,
      ...(documentsExamined === null
        ? []
        : [`${documentsExamined} documents examined for ${returned ?? 0}`]),
      ...(times > 1 ? [`${times} times`] : []),
    ].join(', '),
    cause: 'No index fits its filter (COLLSCAN).',
    ...(expected
      ? {
          fix: `The expected index ${expected.key} would help: create it.`,
          suggestion: {
            label: 'Create indexes',
            operation: 'mongo.indexes.create',
            input: { system: system.name },
          },
        }
      : {
          fix:
            fields.length === 0
              ? 'It has no filter: ask for less, or page through it.'
              : `Think about an index on ${fields.join(', ')}; name it in ppm.config.yaml under systems.${system.name}.mongodb.indexes.`,
        }),
  };
}

/** Fields that it filters by; those inside of operators such as $or left out. */
function fieldsIn(shape: string): string[] {
  const parsed = filter.safeParse(JSON.parse(shape));
  return Object.keys(parsed.data ?? {}).filter((name) => !name.startsWith('$'));
}
