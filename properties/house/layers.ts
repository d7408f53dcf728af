/** The import table of the house, as data: which layer may import which. */

interface Row {
  /** Layers it may import from, besides itself. */
  readonly may: readonly string[];
  /** Layers it may import types from. */
  readonly types?: readonly string[];
}

const LINUX = ['engine', 'model'];
const PURE = ['engine', 'model', 'linux', 'userspace', 'userspace/kmod', 'systems', 'scenario', 'check'];
const ALL_SIM = [...PURE, 'scenario-form', 'explore', 'import', 'simulate', 'explore-scenario', 'index'];

/** Who may import whom. A file belongs to the longest name here that its path begins with. */
export const TABLE: Readonly<Record<string, Row>> = {
  engine: { may: [] },
  model: { may: [] },
  linux: { may: LINUX },
  'userspace/kmod': { may: ['model'] },
  userspace: { may: [...LINUX, 'linux', 'userspace/kmod'] },
  // A system of another kind shares Linux's steps and says what it does to a machine before it runs.
  systems: { may: [...LINUX, 'linux'], types: ['scenario-form'] },
  // The form of a scenario, without parser and boot.
  'scenario-form': { may: [] },
  scenario: { may: ['scenario-form', 'engine', 'model', 'systems', 'linux', 'userspace', 'userspace/kmod'] },
  check: { may: ['model', 'engine'] },
  explore: { may: ['engine'] },
  import: { may: ['model', 'scenario', 'userspace/kmod'] },
  simulate: { may: ['engine', 'model', 'scenario', 'check', 'linux', 'systems'] },
  // What simulate.ts is for one run, for all of them.
  'explore-scenario': {
    may: ['engine', 'model', 'scenario', 'check', 'linux', 'userspace', 'systems', 'explore', 'simulate'],
    types: ['import'],
  },
  index: { may: [...PURE, 'explore', 'import', 'simulate', 'explore-scenario', 'invariants', 'reports'] },
  // Anything may be imported here, and nobody may import this.
  cli: { may: [...ALL_SIM, 'invariants', 'reports'] },
  // Claims ship with the program: they see what a checker sees, and no test.
  invariants: { may: ['check', 'model'] },
  reports: { may: ['model'], types: ALL_SIM },
  // Ships for the tests of others: whatever makes a run, a search, or a line for the command line; no suite of ours.
  'properties/library': { may: [...ALL_SIM, 'cli', 'invariants'] },
  // What is measured runs as the command line would have it run.
  'reports/bench': {
    may: [...ALL_SIM, 'cli', 'invariants', 'reports', 'properties', 'properties/library'],
  },
  properties: { may: [...ALL_SIM, 'invariants', 'properties/library'] },
  // The matrix of systems and promises is data of a report, and its pages are golden too.
  'properties/corpus': { may: [...ALL_SIM, 'cli', 'invariants', 'reports', 'properties'] },
  'properties/reports': { may: [...ALL_SIM, 'invariants', 'reports', 'properties'] },
  // A failing suite prints a line for the command line, and one test follows it there.
  'properties/promises': {
    may: [...ALL_SIM, 'cli', 'invariants', 'properties', 'properties/cli', 'properties/library'],
  },
  'properties/cli': {
    may: [...ALL_SIM, 'cli', 'invariants', 'reports', 'properties', 'properties/reports'],
  },
};

const FOLDERS: readonly (readonly [string, string])[] = Object.keys(TABLE)
  .map((layer): [string, string] => {
    if (/^(?:simulate|explore-scenario|index)$/.test(layer)) return [`sim/${layer}.ts`, layer];
    if (layer === 'scenario-form') return ['sim/scenario/scenario.ts', layer];
    if (layer === 'invariants') return ['properties/invariants/', layer];
    const folder = /^(?:reports|properties)/.test(layer) ? layer : `sim/${layer}`;
    return [`${folder}/`, layer];
  })
  .concat([
    ['sim/main.ts', 'cli'],

    ['sim/project-scenario.ts', 'explore-scenario'],
    ['sim/projection-index.ts', 'explore-scenario'],
    ['sim/sample-scenario.ts', 'explore-scenario'],
    ['sim/shrink-scenario.ts', 'explore-scenario'],
    ['sim/promise-reads.ts', 'explore-scenario'],
    // Knows the catalogue of claims, as the index does.
    ['sim/scenario-from.ts', 'index'],
    ['sim/swarm-scenario.ts', 'explore-scenario'],
    ['sim/swarm-told.ts', 'explore-scenario'],
    ['sim/strategies.ts', 'explore-scenario'],
    ['sim/findings/', 'explore-scenario'],
    ['sim/past.ts', 'explore-scenario'],
    ['sim/refinement.ts', 'explore-scenario'],
    ['sim/observed/', 'explore-scenario'],
    ['sim/explore-clusters.ts', 'explore-scenario'],
    ['sim/device-classes.ts', 'explore-scenario'],
    ['sim/endless-scenario.ts', 'explore-scenario'],
    // A failing suite's replay line needs a seed; the exploration suites use the same one.
    ['properties/promises/seed.ts', 'properties'],
  ])
  .sort(([a], [b]) => b.length - a.length);

/** The layer of a file; undefined outside sim, properties and reports. */
export const layerOf = (file: string): string | undefined =>
  FOLDERS.find(([folder]) => file.startsWith(folder))?.[1];
