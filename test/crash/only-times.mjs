// Whether a write only says when to look again: a lease renewed, a card's next look. A death there is a death between two
// moves, which every other point is as well; and how many there are depends on how long a life takes.
const times = new Set([
  'lookAt',
  'notBefore',
  'wakeAt',
  'until',
  'leaseUntil',
  'updatedAt',
  'heldUntil',
]);

/** @param before, @param after JSON texts of the document; null: not known */
export function onlyTimes(before, after) {
  return before !== null && timeless(before) === timeless(after);
}

function timeless(text) {
  return JSON.stringify(JSON.parse(text), (key, value) => (times.has(key) ? undefined : value));
}
