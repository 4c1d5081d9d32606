// The only reader of process.env: everybody else is given what they need.

/** Settings by name, as the process was started with them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The environment of this process, without spaces around values; an empty value counts as none. */
export function readEnvironment(): Variables {
  return tidied(process.env);
}

/** `variables` without spaces around values and without empty ones. */
export function tidied(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined || value.trim() === '' ? [] : [[name, value.trim()]],
    ),
  );
}
