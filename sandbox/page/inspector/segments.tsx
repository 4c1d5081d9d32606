// A few choices side by side, of which one holds.

export function Segments<Id extends string>(props: {
  label: string;
  choices: readonly (readonly [id: Id, label: string])[];
  chosen: Id;
  choose: (id: Id) => void;
}) {
  return (
    <div className="segments" role="group" aria-label={props.label}>
      {props.choices.map(([id, label]) => (
        <button
          type="button"
          className="segment"
          aria-pressed={id === props.chosen}
          onClick={() => props.choose(id)}
          key={id}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
