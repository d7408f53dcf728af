/**
 * A suite to copy into a project of yours: claims about one machine, then properties of many. It takes
 * `npm i -D probesim vitest fast-check`, and "type": "module" in the package.json.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invariantsNamed, scenarioFrom, simulate, type Invariant } from 'probesim';
import { arbitraries, chooserOf } from 'probesim/fast-check';
import 'probesim/vitest';

/** A graphics card that shall go to a guest, so its driver must never have it. */
const machine = scenarioFrom(`
title: a card for the guest
devices:
  card: { bus: pci, modalias: 'pci:v000010DEd00001C82', appears: story }
drivers:
  nouveau: { bus: pci, matches: 'pci:v000010DE*', probe: { takes: 50ms..90ms } }
  vfio-pci: { bus: pci, override-only: 'pci:*' }
story:
  - as: the script of the guest
    do: [{ override: { device: card, driver: vfio-pci } }, { drivers_probe: card }]
  - { add: card }
  - { register: vfio-pci }
  - { register: nouveau }
`);

describe('the card', () => {
  it('sometimes goes to the guest, but the script can come too late', () => {
    expect(machine).toSometimesEnd({ card: 'vfio-pci' });
    expect(machine).toSometimesEnd({ card: 'nouveau' });
    expect(machine).not.toAlwaysBind({ card: 'vfio-pci' });
  });

  it('goes to the guest in every order, if the override is there before the card is tried', () => {
    const early = {
      ...machine,
      devices: machine.devices.map((one) => ({ ...one, driverOverride: 'vfio-pci' })),
    };
    expect(early).toAlwaysBind({ card: 'vfio-pci' });
  });

  it('has at most one driver at a time, in every order', () => {
    expect(machine).toHold('at-most-one-driver');
  });
});

/** A promise of your own: it reads the world, and says what is wrong with it. */
const boundOnesAreThere: Invariant = {
  name: 'bound-ones-are-there',
  says: 'In the end, whatever has a driver is on its bus.',
  because: 'A driver that serves a device that is gone crashes sooner or later.',
  mutant: 'no-ghost has one',
  atEnd: ({ world }) =>
    world.setup.devices
      .filter(({ id }) => world.boundTo(id) >= 0 && world.device(id, 'listed') === 0)
      .map(({ id, name }) => ({ why: `${name} has a driver and is gone`, device: id })),
};

describe('any small machine, under any schedule', () => {
  const invariants = [...invariantsNamed(['at-most-one-driver', 'no-ghost']), boundOnesAreThere];

  it('keeps the promises', () => {
    fc.assert(
      fc.property(arbitraries.scenarios(), arbitraries.schedules(), (scenario, schedule) => {
        const run = { chooser: chooserOf(schedule), clock: 'untimed', stepsMax: 20_000 } as const;
        const { breaches } = simulate(scenario, { ...run, invariants });
        expect(breaches.map(({ why }) => why)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
