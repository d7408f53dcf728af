/**
 * What counts as settled stays so in all that follows, and then operations answer and touch no more than they say:
 * exploration leaves out what others could only have done before (sim/linux/settled.ts).
 */
import { describe, expect, it } from 'vitest';
import { STEP, WAIT } from '../../sim/engine/effect.ts';
import { Interner } from '../../sim/engine/intern.ts';
import { WORDS_PER_SLOT, type Machine } from '../../sim/engine/machine.ts';
import { seeded } from '../../sim/engine/random.ts';
import { run } from '../../sim/engine/run.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import { layoutOf, objectName, objectOf, objectOfWord } from '../../sim/model/layout.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { SYSTEM_NAMES } from '../../sim/systems/catalogue.ts';
import { actor, device, driver, lasting, machine, module, MS } from './build.ts';
import { SCENARIOS } from './machines.ts';
import { bootedFor, machineOfScenario, watchedWords } from './watched.ts';

/** Modules that stay: loaded by two at once, by who needs them, and by hand when they are there. */
const stay = machine('modules that stay', {
  devices: [device('gpu', { appears: 'boot' }), device('nic', { appears: 'boot' })],
  drivers: [
    driver('vfio', ['*'], { module: 'vfio' }),
    driver('gpu', ['gpu'], { module: 'gpu' }),
    driver('nic', ['nic'], { module: 'nic' }),
  ],
  modules: [
    module('core', { init: lasting(MS) }),
    module('vfio', { aliases: ['pci:gpu', 'pci:nic'], drivers: ['vfio'] }),
    module('gpu', { aliases: ['pci:gpu'], depends: ['core'], drivers: ['gpu'], order: 1 }),
    module('nic', { aliases: ['pci:nic'], depends: ['core'], drivers: ['nic'], order: 2 }),
  ],
  boot: {
    initramfs: [],
    initramfsModprobeConfig: null,
    coldplug: true,
    modulesLoad: ['nic'],
    userspaceAfter: lasting(MS),
  },
  udev: { workersMax: 3, rulesTake: lasting(MS) },
  story: [
    actor('admin', { do: 'modprobe', module: 'gpu' }),
    actor('other', { do: 'modprobe', module: 'gpu' }),
  ],
});

/** What happened in some runs: complaints, and how often an operation was concerned. */
function watch(
  scenario: Scenario,
  seeds: number,
): { readonly wrong: Set<string>; readonly concerned: number } {
  const wrong = new Set<string>();
  let concerned = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const booted = bootedFor(scenario, 'untimed');
    const touched = new Map<number, 'reads' | 'writes'>();
    const layout = layoutOf(booted.kernel.setup);
    const of = machineOfScenario(booted, (words) =>
      watchedWords(words, (access, start, end) => {
        for (let word = start; word < end; word++)
          touched.set(objectOfWord(booted.kernel.setup, layout, word), access);
      }),
    );
    const bits = (): number => booted.blueprint.settled?.(of.world) ?? 0;
    let settled = bits();
    const perform = of.perform.bind(of);
    of.perform = (slot, answer) => {
      const told = claimsOf(of, slot, settled);
      touched.clear();
      perform(slot, answer);
      const now = told === undefined ? 0 : stateOf(of, slot);
      if (told) {
        concerned++;
        if (!told.states().includes(now)) wrong.add(`${told.name}: an answer that it cannot give any more`);
        for (const [object, access] of touched)
          if (!(access === 'reads' ? told.mayRead : told.mayWrite).includes(object))
            wrong.add(`${told.name}: ${access} ${objectName(object)}`);
      }
      const later = bits();
      if ((settled & ~later) !== 0) wrong.add(`after ${told?.name ?? 'a turn'} less is settled`);
      settled = later;
    };
    run(of, seeded(`${seed}`), { clock: 'untimed', stepsMax: 20_000 });
  }
  return { wrong, concerned };
}

const stateOf = ({ memory, slotAt }: Machine<LinuxWorld>, slot: number): number =>
  memory[slotAt + slot * WORDS_PER_SLOT] ?? 0;

/** What the turn in this slot says of itself now that these things are settled; undefined: nothing. */
function claimsOf(of: Machine<LinuxWorld>, slot: number, settled: number) {
  const turn = of.turnOf(slot);
  const { threads } = of;
  if ((turn?.is !== STEP && turn?.is !== WAIT) || !(threads instanceof Interner)) return undefined;
  const left = turn.op.once?.(settled, turn.a, turn.b, turn.c);
  if (!left) return undefined;
  const before = stateOf(of, slot);
  const { reads, writes, merges = [] } = left.touches;
  return {
    name: turn.op.name,
    // It still looks at the module itself, where that shows it nothing new.
    mayRead: [...reads, ...writes, ...merges, objectOf('module', turn.a)],
    mayWrite: [...writes, ...merges],
    states: () =>
      threads.results(before).flatMap((result) => (left.can(result) ? [threads.next(before, result)] : [])),
  };
}

describe('what is settled', () => {
  it.each([stay, ...SCENARIOS])('$title', (scenario) => {
    expect([...watch(scenario, 24).wrong]).toEqual([]);
  });

  it.each(SYSTEM_NAMES)('under the rules of %s', (system) => {
    for (const scenario of [stay, ...SCENARIOS])
      expect([...watch({ ...scenario, system }, 2).wrong], scenario.title).toEqual([]);
  });

  it('concerns somebody', () => {
    expect(watch(stay, 24).concerned).toBeGreaterThan(100);
  });
});
