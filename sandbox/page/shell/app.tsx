// The page for the person in its address. Somebody else is another session.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { people, workspace } from '../../company.js';
import { createSession } from '../api/session.js';
import { useAddress } from './url.js';
import { Workspace } from './workspace.js';

export function App() {
  const [address, go] = useAddress();
  return <PersonPage person={address.person} address={address} go={go} key={address.person} />;
}

function PersonPage(props: {
  person: string;
  address: ReturnType<typeof useAddress>[0];
  go: ReturnType<typeof useAddress>[1];
}) {
  const { person, address, go } = props;
  const [session] = useState(() => createSession(person));
  useEffect(() => session.start(), [session]);
  const snapshot = useSyncExternalStore(session.subscribe, session.snapshot);
  if (snapshot.state)
    return (
      <Workspace
        state={snapshot.state}
        connection={snapshot.connection}
        act={session.act}
        place={address}
        go={go}
      />
    );
  return (
    <main className="splash" aria-busy={snapshot.refused === null}>
      <div className="splash-logo" aria-hidden="true">
        M
      </div>
      {snapshot.refused === null ? (
        <p role="status">
          {snapshot.connection === 'lost'
            ? 'The sandbox does not answer. Trying again …'
            : `Opening ${workspace.name} …`}
        </p>
      ) : (
        <>
          <p role="alert">
            Nobody at {workspace.name} is {person}.
          </p>
          <div className="splash-people">
            {people.map(({ id, name }) => (
              <button type="button" className="button" onClick={() => go({ person: id })} key={id}>
                Be {name}
              </button>
            ))}
          </div>
        </>
      )}
    </main>
  );
}
