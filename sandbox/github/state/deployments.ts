// Deployments, each with the statuses that it went through.

export type DeploymentState =
  'pending' | 'queued' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

export interface DeploymentStatus {
  id: number;
  state: DeploymentState;
  description: string;
  logUrl: string;
  creator: string;
  /** Epoch milliseconds. */
  at: number;
}

export interface Deployment {
  id: number;
  sha: string;
  ref: string;
  environment: string;
  creator: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Oldest first. */
  statuses: DeploymentStatus[];
}

const first = 2_814_330_207;
const firstStatus = 6_120_447_019;

export class Deployments {
  /** Oldest first. */
  readonly all: Deployment[] = [];
  private statuses = 0;

  add(deployment: Omit<Deployment, 'id' | 'statuses'>): Deployment {
    const added = { ...deployment, id: first + this.all.length * 13, statuses: [] };
    this.all.push(added);
    return added;
  }

  /** A success makes the one before it in that environment inactive. */
  tell(
    deployment: Deployment,
    status: Pick<DeploymentStatus, 'state' | 'logUrl' | 'at'> & { description?: string },
  ): void {
    const { state, logUrl, at, description = '' } = status;
    const push = (to: Deployment, its: DeploymentState, link: string): void => {
      const { creator } = to;
      const id = firstStatus + this.statuses * 7;
      this.statuses += 1;
      to.statuses.push({ id, state: its, description, logUrl: link, creator, at });
    };
    if (state === 'success')
      for (const other of this.all)
        if (
          other !== deployment &&
          other.environment === deployment.environment &&
          stateOf(other) === 'success'
        )
          push(other, 'inactive', other.statuses.at(-1)?.logUrl ?? '');
    push(deployment, state, logUrl);
  }
}

/** `pending` before its first status. */
export function stateOf({ statuses }: Deployment): DeploymentState {
  return statuses.at(-1)?.state ?? 'pending';
}
