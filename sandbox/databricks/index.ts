// The Databricks SQL warehouse simulator, for tests, for the sandbox and for its page.
export {
  startWarehouse,
  botUser,
  type QueryOptions,
  type Warehouse,
  type WarehouseOptions,
} from './warehouse.js';
export { seedWarehouse, corruptProjects } from './seed.js';
export { handleControl } from './control.js';
export { faultsSchema, type Faults, type FaultsInput } from './faults.js';
export { SqlError } from './errors.js';
export type { LoggedStatement, StatementStatus } from './statements.js';
export type { Result } from './engine.js';
export {
  companyJobs,
  type FailureKind,
  type JobFaults,
  type JobFaultsInput,
  type JobsOptions,
  type JobsSimulator,
  type RunSummary,
  type Submission,
} from './jobs/index.js';
