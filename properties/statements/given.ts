/** Scenarios of the statements, written as files are: a title is put before them, and the plain bus if they use it. */
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { Observed } from '../observed.ts';
import { scenarioFrom } from '../runs.ts';

const SIMBUS = 'buses: { simbus: { rules: generic } }\n';

/** The scenario of this text; `simbus` is declared unless the text declares buses itself. */
export function scenarioOf(yaml: string): Scenario {
  const buses = /^buses:/m.test(yaml) || !yaml.includes('simbus') ? '' : SIMBUS;
  return scenarioFrom(`title: inline\n${buses}${yaml}`);
}

/** The same story under another kernel. */
export function under(system: string, yaml: string): Scenario {
  return scenarioOf(`system: ${system}\n${yaml}`);
}

export const SEEDS = 60;
export const ANY_ORDER = { clock: 'untimed', seeds: SEEDS } as const;
export const IN_TIME = { clock: 'timed', seeds: SEEDS / 2 } as const;
/** Seeds of a search for an interleaving. */
export const SEARCH = { clock: 'untimed', seeds: 600 } as const;

/** Calls of a driver's probe, on one device or on all. */
export function probes(run: Observed, driver: string, device?: string): number {
  return run.count('probe-called', device === undefined ? { driver } : { driver, device });
}

export function matches(run: Observed, driver: string, device?: string): number {
  return run.count('matched', device === undefined ? { driver } : { driver, device });
}

export function outcomes(run: Observed, actor: string): string[] {
  return run.answers(actor).map(({ outcome }) => outcome);
}
