// A process of its own that stands for election: says once that it leads, and afterwards whether it does, each time it is asked.
import { pino } from 'pino';
import { until } from '../../sandbox/until.js';
import { connectRedis } from '../../src/services/replicas/connect-redis.js';
import { runForElection } from '../../src/services/replicas/election.js';

const [url = '', key = '', leaseMs = ''] = process.argv.slice(2);
const link = connectRedis(url, 'quick', pino({ level: 'silent' }));
const election = runForElection({ link, key, owner: 'child', leaseMs: Number(leaseMs) });
election.stand();
await until('it leads', () => link.ready() !== null && election.isLeader());
process.on('message', () => process.send?.(election.isLeader()));
process.send?.(true);
