// Looks after the pretend services as systemctl, docker-compose and alembic do after real ones: `node service.mjs <verb>
// <service> [value]`. It asks supervisor.ts. Plain JavaScript, as a command of another house would be.
import { faultOf, misuse, recall, wait } from './script.mjs';

const [verb = '', service = '', value = ''] = process.argv.slice(2);
const { port } = recall('supervisor.json', { port: 0 });
if (port === 0) misuse('Failed to connect to bus: PPM_DATA_DIR does not say where it is');

await meetFault(faultOf('service'));
const verbs = {
  status,
  logs,
  start: () => told('start', 'Started'),
  stop: () => told('stop', 'Stopped'),
  restart: () => told('restart', 'Restarted'),
  scale,
  'clean-preview': () => clean(false),
  clean: () => clean(true),
  'migrate-current': async () => console.log((await ask()).schema),
  'migrate-up': () =>
    migrate('0008_add_due_date', 'Running upgrade 0007_add_priority -> 0008_add_due_date'),
  'migrate-down': () =>
    migrate('0007_add_priority', 'Running downgrade 0008_add_due_date -> 0007_add_priority'),
  'migrate-check': migrateCheck,
};
if (!Object.hasOwn(verbs, verb)) misuse(`Unknown operation ${verb}.`);
await verbs[verb]();

async function ask(how = '', query = '') {
  const method = how === '' ? 'GET' : 'POST';
  const answer = await fetch(`http://127.0.0.1:${port}/${service}/${how}${query}`, { method });
  const body = await answer.json();
  if (answer.ok) return body;
  console.error(body.error);
  return process.exit(4);
}

async function status() {
  const { state, pid, replicas, restarts, startedAt } = await ask();
  const isUp = state === 'running';
  console.log(`${isUp ? '●' : '○'} ${service}.service - ${service}`);
  console.log('     Loaded: loaded (/etc/systemd/system; enabled)');
  console.log(
    isUp
      ? `     Active: active (running) since ${new Date(startedAt).toISOString()}`
      : '     Active: inactive (dead)',
  );
  if (isUp) console.log(`   Main PID: ${pid} (replicas: ${replicas})`);
  console.log(`   Restarts: ${restarts}`);
  // As systemctl: 3 for a unit that does not run.
  if (!isUp) process.exitCode = 3;
}

async function logs() {
  const { state, startedAt, restarts } = await ask();
  const lines = [
    `${new Date(startedAt).toISOString()} INFO started, listening`,
    `${new Date(startedAt + 1_000).toISOString()} INFO health check passed`,
    ...(restarts > 3
      ? [
          `${new Date(startedAt + 2_000).toISOString()} ERROR KeyError: 'NOTION_DATABASE_ID' is not set; exiting with code 1`,
        ]
      : []),
    ...(state === 'stopped' ? [`${new Date().toISOString()} INFO stopped`] : []),
  ];
  for (const line of lines.slice(-Math.max(1, Number(value) || 50))) console.log(line);
}

async function told(how, done) {
  console.log(`${done.replace(/ed$/, 'ing')} ${service} ...`);
  await wait(0.2);
  const { pid } = await ask(how);
  console.log(how === 'stop' ? `${done} ${service}` : `${done} ${service}, process ${pid}`);
}

async function scale() {
  const { replicas } = await ask('scale', `?replicas=${Number(value)}`);
  console.log(`Scaled ${service} to ${replicas}`);
}

async function clean(isMeant) {
  const { oldFiles } = await ask();
  for (const { path, megabytes } of oldFiles)
    console.log(`${isMeant ? 'removed' : 'would remove'} ${path} (${megabytes} MB)`);
  if (isMeant) await ask('clean');
  const all = oldFiles.reduce((sum, { megabytes }) => sum + megabytes, 0);
  console.log(`${oldFiles.length} files, ${all} MB`);
}

async function migrate(to, words) {
  const { schema } = await ask();
  if (schema === to) return console.log('Nothing to do: the schema is already there');
  console.log(`INFO  [alembic.runtime.migration] ${words}`);
  if (faultOf('migrate') === 'fail') {
    console.error('ERROR [alembic] collMod failed: document failed validation');
    process.exit(1);
  }
  await wait(0.3);
  await ask('migrate', `?to=${to}`);
}

async function migrateCheck() {
  const { schema } = await ask();
  console.log(`schema ${schema}: collections tasks, users, workspaces`);
}

/** What goes wrong with a command of any kind, where it is set. */
async function meetFault(fault) {
  if (fault === 'fail') {
    console.error(
      `Job for ${service}.service failed because the control process exited with error code.`,
    );
    process.exit(1);
  }
  if (fault === 'ignore-sigterm') process.on('SIGTERM', () => console.log('SIGTERM ignored'));
  if (fault === 'hang' || fault === 'ignore-sigterm') await wait(3_600);
  if (fault === 'flood')
    for (let line = 0; line < 200_000; line += 1) console.log(`line ${line} of a flood`);
}
