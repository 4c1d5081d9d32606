// Two systems with Notion databases, and what the operations on them are given.
import { z } from 'zod';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { Step } from '../../../src/core/operation.js';
import type { Context } from '../../../src/services/context.js';
import type { Systems } from '../../../src/services/systems/systems.js';
import { contextWith } from '../../support/context.js';
import {
  connectionTo,
  fakeDatabase,
  fakeNotion,
  idOf,
  type FakeNotion,
} from '../../support/fake-notion.js';

export const now = Date.UTC(2026, 0, 31, 12, 0);
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const customersId = idOf(1);
export const tasksId = idOf(2);

/** @param taskKey the key of the tasks, which usually have none */
export const systemsOf = (taskKey?: string): Systems =>
  z.record(z.string(), systemSchema).parse({
    ops: {
      title: 'Operations',
      sync: { kind: 'notion' },
      databases: {
        customers: {
          title: 'Customers',
          id: customersId,
          key: 'Name',
          schema: {
            Name: 'title',
            Health: { type: 'select', options: ['Good', 'Bad'] },
            'Open tickets': 'number',
          },
        },
      },
    },
    build: {
      title: 'Builders',
      environment: 'development',
      sync: { kind: 'http', url: 'http://localhost/sync' },
      databases: {
        tasks: {
          title: 'Tasks',
          id: tasksId.replaceAll('-', ''),
          schema: { Name: 'title', Status: 'select', Estimated: 'number', Actual: 'number' },
          effort: { estimated: 'Estimated', actual: 'Actual' },
          ...(taskKey === undefined ? {} : { key: taskKey }),
        },
      },
    },
  });
export const systems = systemsOf();

export function customers() {
  return fakeDatabase(customersId, 'Customers', {
    Name: 'title',
    Health: ['select', 'Good', 'Fair'],
    Portal: 'url',
  });
}

export function tasks() {
  return fakeDatabase(tasksId, 'Tasks', {
    Name: 'title',
    Status: ['select', 'Backlog', 'In Progress', 'Done'],
    Estimated: 'number',
    Actual: 'number',
  });
}

/** What `run` is given beside: notes of the steps, and what they told meanwhile. */
export interface Running extends Context {
  step: Step;
  run: string;
  notes: Record<string, string>;
  told: string[];
}

export function contextOf(notion: FakeNotion, given: Partial<Context> = {}): Running {
  const notes: Record<string, string> = {};
  const told: string[] = [];
  return {
    ...contextWith({
      now: () => now,
      systems,
      notion: connectionTo(notion),
      notionCache: { ...contextWith().notionCache, reading: notion },
      ...given,
    }),
    run: 'R-000001',
    notes,
    told,
    step: async (id, act) => {
      notes[id] = (await act((note) => told.push(note))) ?? '';
    },
  };
}

/** Both databases. */
export function bothDatabases() {
  const both = { customers: customers(), tasks: tasks() };
  return { ...both, notion: fakeNotion(both.customers, both.tasks) };
}
