// How many cases each file of fuzz tests looks at: a million altogether at least.
export const plan = {
  cards: 113_000,
  commands: 186_000,
  files: 77_000,
  identifiers: 364_000,
  redact: 160_000,
  signatures: 160_000,
  webhooks: 84_000,
} as const;
