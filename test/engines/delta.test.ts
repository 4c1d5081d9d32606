// Every statement that the bot can send, on real Delta Lake and on the simulator: both must answer alike. Without Spark
// (test/support/spark/install.sh) it is skipped.
import { afterAll, beforeAll, describe } from 'vitest';
import { sparkPrograms } from '../support/spark/thrift-server.js';
import { bronzeOnBoth } from './delta/bronze.js';
import { cleaningOnBoth } from './delta/cleaning.js';
import { refusalsOnBoth } from './delta/refusals.js';
import { everyStatementOnBoth } from './delta/every-statement.js';
import { goneOnBoth } from './delta/gone.js';
import { shapesOnBoth } from './delta/shapes.js';
import { openSides, type Sides } from './delta/sides.js';
import { tablesOnBoth } from './delta/tables.js';

const programs = sparkPrograms();
const skipped =
  programs === null ? ' (skipped: PPM_SPARK_DIR names no Spark, or there is no java)' : '';
let opened: Sides | undefined;

const sides = (): Sides => {
  if (!opened) throw new Error('Spark has not started');
  return opened;
};

beforeAll(async () => {
  if (programs !== null) opened = await openSides(programs);
}, 180_000);
afterAll(() => opened?.close(), 30_000);

describe.skipIf(programs === null)(`real Delta Lake and the simulator${skipped}`, () => {
  describe('tables', () => {
    tablesOnBoth(sides);
  });
  describe('shapes', () => {
    shapesOnBoth(sides);
  });
  describe('versions that are gone', () => {
    goneOnBoth(sides);
  });
  describe('bronze tables', () => {
    bronzeOnBoth(sides);
  });
  describe('the cleanup', () => {
    cleaningOnBoth(sides);
  });
  describe('refusals', () => {
    refusalsOnBoth(sides);
  });
  // The last, for it looks back.
  describe('every statement', () => {
    everyStatementOnBoth(sides);
  });
});
