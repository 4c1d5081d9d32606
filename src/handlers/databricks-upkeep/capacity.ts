// `capacity`: how the data and the run times of the jobs grow, and where the time of the clusters goes. (Runbook 1,
// "Quarterly: Capacity Review")
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';

export const capacity = defineQuery({
  id: 'capacity',
  family: 'Databricks',
  summary: 'The capacity review: growth of the data, run times of the jobs, what drives the cost',
  runbook: 'finance-ppm#quarterly-capacity-review',
  examples: ['capacity'],
  args: [],
  input: z.object({}),
  // Asked for once a quarter: an idle bot need not hold it in its memory.
  read: async (_input, context) =>
    (await import('../../services/capacity/review.js')).capacityReview(context),
});
