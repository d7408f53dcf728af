/** Freezing whole values: a scenario is shared by many runs, and none may change it. */

/** The same value, it and all that it holds frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
  return value;
}
