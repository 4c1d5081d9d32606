// Databases of the four other systems, each with the trouble that its runbook tells of.
import { notionDatabases } from '../../company.js';
import { botTasks } from '../../systems/bot-tasks.js';
import type { DatabaseSeed } from '../protocol.js';
import { choices, dateText, day, hour, pagesOf, plain, seedOf, turn } from './values.js';

const { customerStatus, wittwizzTasks, taskManagement, developmentLog, aiToolMetrics } =
  notionDatabases;

const cities = ['Aalborg', 'Bilbao', 'Cork', 'Dresden', 'Espoo', 'Faro', 'Ghent'] as const;
const trades = ['Dental', 'Logistics', 'Law', 'Bakery', 'Clinic', 'Motors'] as const;

/** Three customers stand there twice or more, and the property `Open tickets` that the sync expects is missing. */
function customerStatusSeed(now: number): DatabaseSeed {
  const copies: Record<number, number> = { 42: 5, 43: 5, 44: 17, 45: 30 };
  return seedOf(customerStatus, {
    properties: {
      Name: plain('title'),
      Health: choices('select', 'Healthy', 'Warning', 'Critical'),
      Sites: { type: 'number', number: { format: 'number' } },
      Devices: { type: 'number', number: { format: 'number' } },
      'Last contact': plain('date'),
      Portal: plain('url'),
    },
    pages: pagesOf(customerStatus, 46, (number) => {
      const customer = copies[number] ?? number;
      return {
        createdAt: now - 300 * day + number * 6 * day,
        editedAt: now - (46 - number) * 9 * hour,
        properties: {
          Name: `${turn(cities, customer)} ${turn(trades, Math.floor(customer / 7))}`,
          Health: turn(['Healthy', 'Healthy', 'Warning', 'Healthy', 'Critical'], customer),
          Sites: (customer % 4) + 1,
          Devices: 12 + ((customer * 37) % 190),
          'Last contact': dateText(now - (customer % 30) * day),
          Portal: `https://portal.oberaconnect.example/c/${1000 + customer}`,
        },
      };
    }),
  });
}

const chores = [
  'Invoice export',
  'Webhook retries',
  'Landing page copy',
  'Image pipeline',
  'Login form',
  'Search index',
  'Nightly report',
] as const;

/** Some are in progress and have not been touched for months. */
function wittwizzSeed(now: number): DatabaseSeed {
  return seedOf(wittwizzTasks, {
    properties: {
      Name: plain('title'),
      Status: choices('select', 'Backlog', 'In Progress', 'In Review', 'Blocked', 'Done'),
      Type: choices('select', 'Feature', 'Bug', 'Chore'),
      Priority: choices('select', 'Low', 'Medium', 'High', 'Critical'),
      Notes: plain('rich_text'),
      'Last Updated': plain('date'),
    },
    pages: pagesOf(wittwizzTasks, 64, (number) => {
      const isForgotten = number % 9 === 4;
      const updatedAt = now - (isForgotten ? 120 + number : (64 - number) / 3) * day;
      return {
        createdAt: now - (260 - number) * day,
        editedAt: updatedAt,
        properties: {
          Name: `${turn(chores, number)} ${Math.floor(number / 7) + 1}`,
          Status: isForgotten
            ? 'In Progress'
            : turn(['Done', 'Backlog', 'In Progress', 'Done', 'In Review', 'Blocked'], number),
          Type: turn(['Feature', 'Bug', 'Chore'], number),
          Priority: turn(['Medium', 'High', 'Low', 'Medium', 'Critical'], number),
          Notes: number % 4 === 0 ? 'Waits for an answer of the customer' : '',
          'Last Updated': dateText(updatedAt),
        },
      };
    }),
  });
}

function botTasksSeed(now: number): DatabaseSeed {
  return seedOf(notionDatabases.botTasks, {
    properties: {
      Name: plain('title'),
      Status: choices('status', 'Not started', 'In progress', 'Done'),
      Priority: choices('select', 'low', 'medium', 'high'),
      Assignee: plain('rich_text'),
      'Due date': plain('date'),
    },
    pages: botTasks(now).map(({ pageId, createdAt, editedAt, inNotion: task }) => ({
      id: pageId,
      createdAt,
      editedAt,
      properties: {
        Name: task.title,
        Status: task.status,
        Priority: task.priority,
        Assignee: task.assignee,
        'Due date': task.dueDate,
      },
    })),
  });
}

const tools = ['cursor', 'continue', 'mcp_server'] as const;

/** Four weeks of finished tasks, and what is open now. The newest page is the last one finished. */
function taskManagementSeed(now: number): DatabaseSeed {
  return seedOf(taskManagement, {
    properties: {
      Name: plain('title'),
      Status: choices('status', 'Not started', 'In progress', 'Done'),
      'AI tool': choices('select', ...tools),
      'Estimated hours': { type: 'number', number: { format: 'number' } },
      'Actual hours': { type: 'number', number: { format: 'number' } },
      Completed: plain('date'),
    },
    pages: pagesOf(taskManagement, 130, (number) => {
      const isDone = number < 112;
      const doneAt = now - ((112 - number) / 4) * day;
      const estimated = 1 + (number % 6);
      return {
        createdAt: Math.min(doneAt, now) - 3 * day,
        editedAt: isDone ? doneAt : now - (130 - number) * hour,
        properties: {
          Name: `${turn(['Wire', 'Test', 'Document', 'Tidy'], number)} ${turn(chores, number * 3).toLowerCase()}`,
          Status: isDone ? 'Done' : turn(['Not started', 'In progress'], number),
          'AI tool': turn(tools, number),
          'Estimated hours': estimated,
          ...(isDone
            ? {
                'Actual hours': Math.round(estimated * (0.8 + (number % 7) / 10) * 4) / 4,
                Completed: dateText(doneAt),
              }
            : {}),
        },
      };
    }),
  });
}

/** Nobody shared it with the integration. */
function developmentLogSeed(now: number): DatabaseSeed {
  return seedOf(developmentLog, {
    shared: false,
    properties: {
      Name: plain('title'),
      Day: plain('date'),
      Entry: plain('rich_text'),
      Checked: plain('verification'),
    },
    pages: pagesOf(developmentLog, 20, (number) => ({
      createdAt: now - (20 - number) * day,
      editedAt: now - (20 - number) * day,
      properties: {
        Name: `Log ${dateText(now - (20 - number) * day)}`,
        Day: dateText(now - (20 - number) * day),
        Entry: `Worked on ${turn(chores, number).toLowerCase()}`,
      },
    })),
  });
}

function aiToolMetricsSeed(now: number): DatabaseSeed {
  return seedOf(aiToolMetrics, {
    properties: {
      Name: plain('title'),
      Tool: choices('select', ...tools),
      'Response time': { type: 'number', number: { format: 'number' } },
      'Success rate': { type: 'number', number: { format: 'percent' } },
      Day: plain('date'),
    },
    pages: pagesOf(aiToolMetrics, 84, (number) => {
      const at = now - (28 - Math.floor(number / 3)) * day;
      const tool = turn(tools, number);
      return {
        createdAt: at,
        editedAt: at,
        properties: {
          Name: `${tool} ${dateText(at)}`,
          Tool: tool,
          'Response time': { cursor: 380, continue: 870, mcp_server: 90 }[tool] + (number % 9) * 11,
          'Success rate': (90 + (number % 10)) / 100,
          Day: dateText(at),
        },
      };
    }),
  });
}

export function workspaceDatabases(now: number): DatabaseSeed[] {
  return [
    customerStatusSeed(now),
    wittwizzSeed(now),
    botTasksSeed(now),
    taskManagementSeed(now),
    developmentLogSeed(now),
    aiToolMetricsSeed(now),
  ];
}
