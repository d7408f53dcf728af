/** Walks leave no marks on lists that nothing ever leaves: so what leaves has to have been announced, bus by bus. */
import { describe, expect, it } from 'vitest';
import { seeded } from '../../sim/engine/random.ts';
import { run } from '../../sim/engine/run.ts';
import { FACT } from '../../sim/model/world.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { actor, bus, device, driver, machine } from './build.ts';
import { SCENARIOS } from './machines.ts';
import { bootedFor, machineOfScenario } from './watched.ts';

/** A clock is unplugged: its consumer loses its driver, and with it the port behind it on another bus. */
const unplugged = machine('what hangs on a consumer', {
  buses: [bus('platform'), bus('pci')],
  devices: [
    device('clock', { bus: 'platform', appears: 'story' }),
    device('hub', { bus: 'platform', suppliers: ['clock'] }),
    device('port', { bus: 'pci', parent: 'hub', appears: 'parent' }),
  ],
  drivers: [driver('clock', ['clock'], { bus: 'platform' }), driver('hub', ['hub'], { bus: 'platform' })],
  given: [
    { do: 'register', driver: 'clock' },
    { do: 'register', driver: 'hub' },
  ],
  story: [
    actor('clock', { do: 'add', device: 'clock' }, { do: 'settle' }, { do: 'remove', device: 'clock' }),
    actor('hub', { do: 'add', device: 'hub' }),
  ],
});

const SEEDS = 20;

/** Buses that something left, and those of which it was known that something may. */
function left(scenario: Scenario): { readonly seen: Set<string>; readonly announced: Set<string> } {
  const booted = bootedFor(scenario, 'untimed');
  const { setup, devicesLeave, driversLeave } = booted.kernel;
  const named = (what: string, marks: readonly boolean[]): string[] =>
    setup.buses.flatMap(({ id, name }) => (marks[id] ? [`${what} ${name}`] : []));
  const announced = new Set([...named('devices of', devicesLeave), ...named('drivers of', driversLeave)]);
  const seen = new Set<string>();
  for (let seed = 0; seed < SEEDS; seed++) {
    const of = machineOfScenario(booted);
    of.world.recorder = (fact, _a, on) => {
      if (fact === FACT['device-unlisted']) seen.add(`devices of ${setup.buses[on]?.name}`);
      if (fact === FACT['driver-unlisted']) seen.add(`drivers of ${setup.buses[on]?.name}`);
    };
    run(of, seeded(`${seed}`), { clock: 'untimed', stepsMax: 20_000 });
  }
  return { seen, announced };
}

describe('what leaves a list was said to be able to', () => {
  const leaving = new Set<string>();
  it.each([unplugged, ...SCENARIOS])('$title', (scenario) => {
    const { seen, announced } = left(scenario);
    for (const one of seen) leaving.add(`${scenario.title}: ${one}`);
    expect([...seen].filter((one) => !announced.has(one))).toEqual([]);
  });

  it('and something left, of each kind', () => {
    expect([...leaving]).toEqual(
      expect.arrayContaining([
        'what hangs on a consumer: devices of pci',
        'ccw: devices of ccwgroup',
        'usb: devices of usb',
        'pci: drivers of pci',
      ]),
    );
  });

  it('a list is not suspected for what leaves another', () => {
    const { announced } = left(SCENARIOS.find(({ title }) => title === 'ccw') ?? unplugged);
    expect([...announced].sort()).toEqual(['devices of ccwgroup', 'drivers of ccw', 'drivers of ccwgroup']);
  });
});
