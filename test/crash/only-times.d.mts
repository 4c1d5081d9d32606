export function onlyTimes(before: string | null, after: string): boolean;
