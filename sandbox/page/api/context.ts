// What every part of the page may ask for: the person's state, who is who, how to act, and how to tell that it failed.
import { createContext, useContext } from 'react';
import type { ClientAction, ClientResult, ClientState } from '../../slack/protocol.js';
import type { Directory } from './directory.js';

export interface Place {
  /** A channel's id, or 'home': the app's Home tab. */
  channel: string;
  /** ts of the thread that is open. */
  thread: string | null;
}

export interface Desk {
  state: ClientState;
  directory: Directory;
  act(action: ClientAction): Promise<ClientResult>;
  /** Like act, and a failure is shown. */
  tell(action: ClientAction): Promise<ClientResult>;
  toast(text: string): void;
  place: Place;
  go(place: Partial<Place>): void;
  become(person: string): void;
  theme: 'light' | 'dark';
}

const DeskContext = createContext<Desk | null>(null);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('There is no desk around this.');
  return desk;
}
