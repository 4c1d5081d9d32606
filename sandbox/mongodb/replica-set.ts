// A replica set of three members of the pretended MongoDB: three ports, one state. What most members have survives a change of
// primary; what only the primary has is gone with it. Several replicas of the bot keep their memory there.
import { createServer } from 'node:net';
import type { Document } from 'mongodb';
import { openDoor } from '../door.js';
import { elected } from './replication.js';
import { serve } from './serving.js';
import { documentsOf, emptyState, type ReplicaSetState } from './state.js';

export interface MongoReplicaSet {
  /** `mongodb://127.0.0.1:…,127.0.0.1:…,127.0.0.1:…/?replicaSet=sandbox` */
  uri: string;
  /** Of the primary, 0 to 2; null between two. */
  primary(): number | null;
  /** Another member becomes primary after a while without one. Resolves when it is. @param electionMs how long that takes */
  stepDown(electionMs?: number): Promise<void>;
  /** Its connections are cut and it refuses new ones; when it is the primary, another one becomes it. */
  kill(member: number): Promise<void>;
  start(member: number): Promise<void>;
  /** Away, every member refuses connections; what was written is kept. */
  setAway(isAway: boolean): Promise<void>;
  isAway(): boolean;
  /** The next writes are made, and their replies are lost with the connection. */
  loseReplies(count: number): void;
  /** Replies that are still to be lost. */
  losing(): number;
  /** Everything in a collection, as it is. @param namespace `database.collection` */
  documents(namespace: string): readonly Document[];
  /** `database.collection` of all there are. */
  namespaces(): string[];
  close(): Promise<void>;
}

const usualElectionMs = 200;

export async function startMongoReplicaSet(): Promise<MongoReplicaSet> {
  const state = emptyState();
  const doors = await Promise.all(
    [0, 1, 2].map((member) => openDoor(createServer((socket) => serve(socket, state, member)))),
  );
  const hosts = doors.map(({ port }) => `127.0.0.1:${port}`);
  const set: ReplicaSetState = {
    name: 'sandbox',
    hosts,
    primary: 0,
    term: 1,
    retried: new Map(),
    committed: null,
    snapshots: new Map(),
    version: 1,
    waiting: new Set(),
    losing: 0,
  };
  state.set = set;

  /** A primary needs most of them. */
  async function elect(electionMs: number): Promise<void> {
    const last = set.primary ?? -1;
    elected(state, set, null);
    await new Promise((resolve) => {
      setTimeout(resolve, electionMs);
    });
    const up = doors.flatMap((door, member) => (door.isOpen() ? [member] : []));
    const next = up.find((member) => member > last) ?? up[0];
    if (set.primary === null && next !== undefined && up.length > 1) elected(state, set, next);
  }

  return {
    uri: `mongodb://${hosts.join()}/?replicaSet=${set.name}`,
    primary: () => set.primary,
    stepDown: (electionMs = usualElectionMs) => elect(electionMs),
    async kill(member) {
      await doors[member]?.setOpen(false);
      if (set.primary === member) await elect(usualElectionMs);
    },
    async start(member) {
      await doors[member]?.setOpen(true);
      if (set.primary === null) await elect(usualElectionMs);
    },
    async setAway(isAway) {
      await Promise.all(doors.map((door) => door.setOpen(!isAway)));
      if (!isAway && set.primary === null) await elect(usualElectionMs);
    },
    isAway: () => doors.every((door) => !door.isOpen()),
    loseReplies(count) {
      set.losing = count;
    },
    losing: () => set.losing,
    documents: (namespace) => documentsOf(state, namespace),
    namespaces: () => [...state.collections.keys()],
    async close() {
      await Promise.all(doors.map((door) => door.close()));
    },
  };
}
