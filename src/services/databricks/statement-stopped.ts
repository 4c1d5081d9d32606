// A change that the warehouse says it stopped, because somebody cancelled it or it ran into STATEMENT_TIMEOUT. Spark says
// so before it stops the work (SparkExecuteStatementOperation.scala, cancel and timeoutCancel): the commit may have come
// first. So it is no proof that nothing was done; the table's history is.
import { Problem } from '../../core/problem.js';

export class StatementStopped extends Problem {
  /** What to tell once the history has shown that nothing was done. */
  readonly ifNothingWasDone: Problem;

  constructor(ifNothingWasDone: Problem) {
    super(
      'outcome_unknown',
      `${ifNothingWasDone.message} Whether it was done before that is not known.`,
      "The table's history will tell. Don't repeat it by hand.",
      { cause: ifNothingWasDone.cause },
    );
    this.ifNothingWasDone = ifNothingWasDone;
  }
}
