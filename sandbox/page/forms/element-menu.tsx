// A menu of Block Kit, of any kind: static, external, people, conversations; for one choice or several.
import { useEffect, useState } from 'react';
import { text, type Json } from '../../slack/json.js';
import { valueKey } from '../../slack/blocks/values.js';
import { useDesk } from '../api/context.js';
import { useSurface } from '../blocks/surface.js';
import { field, plainOf } from '../blocks/text.js';
import { Combobox } from './combobox.js';
import type { Labels } from './labels.js';
import { chosenIn, filterGroups, groupsOf, knownGroups, type ChoiceGroup } from './menu-choices.js';

const pauseBeforeAsking = 200;

export function ElementMenu(props: {
  blockId: string;
  element: Json;
  held: Json;
  change: (value: Json) => void;
  labels: Labels;
}) {
  const { blockId, element, held, change, labels } = props;
  const desk = useDesk();
  const [query, setQuery] = useState('');
  const [isOpen, setOpen] = useState(false);
  const type = field(element, 'type');
  const isExternal = type.endsWith('external_select');
  const offered = useExternal({ blockId, element, query, active: isExternal && isOpen });
  const key = valueKey(element) ?? '';
  const many = type.startsWith('multi_');
  const groups = isExternal ? offered.groups : filterGroups(knownGroups(element, desk), query);
  const most = typeof element.max_selected_items === 'number' ? element.max_selected_items : null;

  return (
    <Combobox
      labels={labels}
      placeholder={plainOf(element.placeholder) || (many ? 'Select options' : 'Select an option')}
      groups={groups}
      chosen={chosenIn(element, held, desk)}
      many={many}
      most={most}
      query={query}
      emptyText={isExternal ? offered.note : 'No matches'}
      autoFocus={element.focus_on_load === true}
      onQuery={setQuery}
      onOpen={setOpen}
      onChange={(choices) => {
        const values = choices.map((choice) => choice.value);
        change({ [key]: many ? values : (values[0] ?? null) });
      }}
    />
  );
}

/** Asks the bot for what fits the query. */
function useExternal(props: { blockId: string; element: Json; query: string; active: boolean }): {
  groups: ChoiceGroup[];
  note: string;
} {
  const { blockId, element, query, active } = props;
  const { act } = useDesk();
  const { container } = useSurface();
  const [groups, setGroups] = useState<ChoiceGroup[]>([]);
  const [note, setNote] = useState('');
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  const actionId = text(element.action_id) ?? '';
  const where = JSON.stringify(container);

  useEffect(() => {
    if (!active) return undefined;
    if (query.length < least) {
      setGroups([]);
      setNote(`Type at least ${least} character${least === 1 ? '' : 's'}`);
      return undefined;
    }
    let current = true;
    setNote('Loading …');
    const timer = setTimeout(() => {
      void act({ type: 'block_suggestion', container, blockId, actionId, value: query }).then(
        (result) => {
          if (!current) return;
          setGroups(result.ok ? groupsOf({ ...result }) : []);
          setNote(result.ok ? 'No matches' : 'The app did not answer');
        },
      );
    }, pauseBeforeAsking);
    return () => {
      current = false;
      clearTimeout(timer);
    };
    // `where` is the container by value.
  }, [active, query, least, where, blockId, actionId]);

  return { groups, note };
}
