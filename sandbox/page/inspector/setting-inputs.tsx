// Inputs of the inspector. What is being typed stands as it is typed: an answer that comes late, or a number that is
// only half there, does not change it.
import { useState } from 'react';

export function TextInput(props: { value: string; change: (value: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      value={typed ?? props.value}
      onChange={(event) => {
        setTyped(event.target.value);
        props.change(event.target.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

export function NumberInput(props: {
  value: number;
  least: number;
  most?: number;
  step?: number;
  change: (value: number) => void;
}) {
  const { value, least, most = Infinity, step, change } = props;
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      type="number"
      min={least}
      max={most === Infinity ? undefined : most}
      step={step}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.target.value);
        const number = event.target.valueAsNumber;
        if (number >= least && number <= most) change(number);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
