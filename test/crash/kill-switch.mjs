// Preloaded into a bot by the crash tests: kills the process with SIGKILL right before or right after its nth write to
// one collection of the store. The points are what the store does, not a list made by hand.
//   PPM_TEST_KILL=before:runs:7
import Database from 'libsql';

const [moment, collection, nth] = (process.env.PPM_TEST_KILL ?? '').split(':');
let writes = 0;
let armed = false;

const die = () => process.kill(process.pid, 'SIGKILL');

const { prepare, exec } = Database.prototype;
Database.prototype.prepare = function prepareCounted(sql) {
  const statement = prepare.call(this, sql);
  if (!/^(INSERT|UPDATE|DELETE)/.test(sql)) return statement;
  const { run } = statement;
  statement.run = function runCounted(...values) {
    if (values.includes(collection)) {
      writes += 1;
      if (writes === Number(nth)) {
        if (moment === 'before') die();
        armed = true;
      }
    }
    return run.apply(this, values);
  };
  return statement;
};
Database.prototype.exec = function execCounted(sql) {
  const result = exec.call(this, sql);
  if (armed && sql === 'COMMIT') die();
  return result;
};
