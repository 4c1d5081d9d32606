// Who one is and where one looks stands in the page's address, so that two windows can be two people.
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { channels, people } from '../../company.js';
import type { Place } from '../api/context.js';

export const home = 'home';

interface Address extends Place {
  person: string;
}

function read(search: string): Address {
  const query = new URLSearchParams(search);
  return {
    person: query.get('as') ?? people[0].id,
    channel: query.get('in') ?? channels[0].id,
    thread: query.get('thread'),
  };
}

function write(address: Address): string {
  const query = new URLSearchParams({ as: address.person, in: address.channel });
  if (address.thread !== null) query.set('thread', address.thread);
  return `?${query.toString()}`;
}

const changed = 'ppm:address';

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(changed, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(changed, listener);
  };
}

export function useAddress(): [Address, (change: Partial<Address>) => void] {
  const search = useSyncExternalStore(subscribe, () => location.search);
  const change = useCallback((next: Partial<Address>) => {
    const address = write({ ...read(location.search), ...next });
    if (address !== location.search) history.pushState(null, '', address);
    dispatchEvent(new Event(changed));
  }, []);
  return [useMemo(() => read(search), [search]), change];
}
