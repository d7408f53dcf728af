/** The catalogue of invariants: every claim that probesim can check, by name. */
import type { Invariant } from '../../sim/check/invariant.ts';
import { atMostOneDriver } from './at-most-one-driver.ts';
import { specificOverCatchAll } from './specific-over-catch-all.ts';
import { lateRegistrationNeverRebinds } from './late-registration-never-rebinds.ts';
import { noDeadlock } from './no-deadlock.ts';
import { callsReturn } from './calls-return.ts';
import { settles } from './settles.ts';
import { nobodyStranded } from './nobody-stranded.ts';
import { noGhost } from './no-ghost.ts';
import { noEarlyProbe } from './no-early-probe.ts';
import { releasesOwn } from './releases-own.ts';
import { registersOnce } from './registers-once.ts';
import { overrideObeyed } from './override-obeyed.ts';
import { suppliersFirst } from './suppliers-first.ts';
import { handsOverOnce } from './hands-over-once.ts';
import { parentsFirst } from './parents-first.ts';
import { loadWaitsForProbes } from './load-waits-for-probes.ts';
import { dependenciesFirst } from './dependencies-first.ts';
import { loadsOnce } from './loads-once.ts';

export const INVARIANTS: readonly Invariant[] = [
  atMostOneDriver,
  specificOverCatchAll,
  lateRegistrationNeverRebinds,
  noDeadlock,
  callsReturn,
  settles,
  nobodyStranded,
  noGhost,
  noEarlyProbe,
  releasesOwn,
  registersOnce,
  overrideObeyed,
  suppliersFirst,
  handsOverOnce,
  parentsFirst,
  loadWaitsForProbes,
  dependenciesFirst,
  loadsOnce,
];

/** Invariants by name; unknown names are the parser's to refuse. */
export function invariantsNamed(names: readonly string[] | null): readonly Invariant[] {
  return names === null ? INVARIANTS : INVARIANTS.filter(({ name }) => names.includes(name));
}

/** What is judged of a scenario: what it asks for by name, else all but what its system has no rule about. */
export function invariantsFor(
  { expect }: { readonly expect: { readonly always: readonly string[] | null } },
  { silentOn }: { readonly silentOn: readonly string[] },
): readonly Invariant[] {
  const asked = invariantsNamed(expect.always);
  return expect.always === null ? asked.filter(({ name }) => !silentOn.includes(name)) : asked;
}
