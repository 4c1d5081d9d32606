// What forms offer is what the configuration has, by names that the parser takes back.
import { expect, test } from 'vitest';
import { choicesFrom } from '../../src/bot/desk/choices.js';
import { systemSchema } from '../../src/config/systems-schema.js';
import { databaseNamed } from '../../src/services/systems/systems.js';

test('tables, systems, and databases by names that leave no doubt', () => {
  const id = (digit: string) => ({ title: 'T', id: digit.repeat(32) });
  const systems = {
    finance: systemSchema.parse({ title: 'F', databases: { projects: id('1'), tasks: id('2') } }),
    wittwizz: systemSchema.parse({ title: 'W', databases: { tasks: id('3') } }),
    orchestra: systemSchema.parse({ title: 'O' }),
  };
  const choices = choicesFrom({ tables: ['main.a.b'], systems });
  expect(choices).toEqual({
    tables: ['main.a.b'],
    systems: ['finance', 'wittwizz', 'orchestra'],
    databases: ['projects', 'finance/tasks', 'wittwizz/tasks'],
  });
  const found = choices.databases.map((name) => databaseNamed(systems, name).id.charAt(0));
  expect(found).toEqual(['1', '2', '3']);
});
