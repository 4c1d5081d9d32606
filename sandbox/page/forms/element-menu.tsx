// A menu of Block Kit, of any kind: static, external, people, conversations; for one choice or several.
import { useEffect, useRef, useState } from 'react';
import { text, type Json } from '../../slack/json.js';
import { valueKey } from '../../slack/blocks/values.js';
import { useDesk } from '../api/context.js';
import { useSurface } from '../blocks/surface.js';
import { field, plainOf } from '../blocks/text.js';
import { Combobox } from './combobox.js';
import type { Labels } from './labels.js';
import { chosenIn, filterGroups, groupsOf, knownGroups, type ChoiceGroup } from './menu-choices.js';

const pauseBeforeAsking = 200;

interface Found {
  query: string;
  /** null: there was no answer. */
  groups: ChoiceGroup[] | null;
}

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
  const [found, setFound] = useState<Found | null>(null);
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  const isLong = query.length >= least;
  const ask = useRef<((value: string) => Promise<Found>) | null>(null);
  useEffect(() => {
    ask.current = async (value) => {
      const actionId = text(element.action_id) ?? '';
      const result = await act({ type: 'block_suggestion', container, blockId, actionId, value });
      return { query: value, groups: result.ok ? groupsOf({ ...result }) : null };
    };
  });

  useEffect(() => {
    if (!active || !isLong) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void ask.current?.(query).then((answer) => isCurrent && setFound(answer));
    }, pauseBeforeAsking);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [active, isLong, query]);

  if (!isLong)
    return { groups: [], note: `Type at least ${least} character${least === 1 ? '' : 's'}` };
  if (found === null) return { groups: [], note: 'Loading …' };
  const isOld = found.query !== query;
  if (found.groups === null)
    return { groups: [], note: isOld ? 'Loading …' : 'The app did not answer' };
  // What was found before stays until the new answer is there, so that the list does not flicker.
  return { groups: found.groups, note: isOld ? 'Loading …' : 'No matches' };
}
