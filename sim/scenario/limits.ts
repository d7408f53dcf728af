/**
 * Bounds on scenario files. A scenario may come from anybody, so everything in it that can grow is bounded;
 * the bounds are far above what the largest real machine needs (26,000 aliases, some hundred devices).
 * scenarios/README.md lists them.
 */

export const LIMITS = {
  /** Length of the file in UTF-16 units. */
  fileChars: 4 * 1024 * 1024,
  /** Lexical items of the YAML text, brackets and line ends included. */
  lexemes: 2_000_000,
  /** Values in the file, each use of an alias counted with all that it stands for. */
  values: 1_000_000,
  nesting: 20,
  yamlAliases: 50,
  devices: 5_000,
  drivers: 5_000,
  modules: 10_000,
  buses: 100,
  /** Actions of all actors together. */
  actions: 2_000,
  claims: 1_000,
  /** Of all modules together, indirect ones included. */
  dependencies: 200_000,
  /** Entries of any other list. */
  listEntries: 10_000,
  /** Dialects, and traits of one dialect, that one thing speaks of. */
  traits: 50,
  nameChars: 200,
  stringChars: 1_000,
  /** `about` and modprobe.d text. */
  textChars: 100_000,
  /** One hour, in nanoseconds. */
  durationNs: 3_600_000_000_000,
  workers: 10_000,
  order: 1_000_000_000,
  problemsShown: 100,
} as const;
