/** Turns of a told run in words: the facts that they made say more than their operations' names. */
import { FACTS, type FactName, type Role } from '../model/facts.ts';
import { OUTCOMES } from '../model/outcome.ts';
import type { Setup } from '../model/setup.ts';
import { FACT_NAMES } from '../model/world.ts';
import type { TurnTaken } from '../explore/taken.ts';
import type { Told } from './trials.ts';

/** Bookkeeping that says nothing to people. */
const DULL: ReadonlySet<FactName> = new Set<FactName>([
  'probe-counted',
  'walk-leaves-device',
  'walk-leaves-driver',
  'udev-worker',
  'link-state',
  'device-link-state',
]);

/** What each turn did, by its position in the run. */
export function turnWords({ turns, facts, world }: Told): (turn: TurnTaken, index: number) => string {
  const byTurn = new Map<number, string[]>();
  for (const [turn, code, ...numbers] of facts) {
    const is = FACT_NAMES[code];
    if (is === undefined || DULL.has(is)) continue;
    byTurn.set(turn, [...(byTurn.get(turn) ?? []), factWords(world.setup, is, numbers)]);
  }
  const words = turns.map(({ does }, index) => byTurn.get(index)?.join(', ') ?? does);
  return ({ does }, index) => words[index] ?? does;
}

function factWords(setup: Setup, is: FactName, numbers: readonly number[]): string {
  const names = FACTS[is].about.flatMap((role, position) => nameOf(setup, role, numbers[position] ?? -1));
  return [is.replaceAll('-', ' '), ...names].join(' ');
}

function nameOf(setup: Setup, role: Role, value: number): readonly string[] {
  const named: Partial<Record<Role, readonly { readonly name: string }[]>> = {
    device: setup.devices,
    driver: setup.drivers,
    module: setup.modules,
  };
  const name = role === 'outcome' ? OUTCOMES[value] : named[role]?.[value]?.name;
  return name === undefined ? [] : [name];
}
