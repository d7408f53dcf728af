/**
 * Where the recorded kernels differ, and where they do not: each switch that separates linux-6.1 from linux-6.12 in the
 * catalogue is held against the recordings of 6.12.95.
 */
import { describe, expect, it } from 'vitest';
import type { Age } from '../../sim/linux/kernel.ts';
import { SYSTEMS } from '../../sim/systems/catalogue.ts';
import { judge, recordedSuites } from './validate.ts';

const ALL = recordedSuites().flatMap(({ recordings }) => recordings);
const of = (kernel: string, experiment: string) =>
  ALL.filter((one) => one.kernel === kernel && one.experiment.endsWith(experiment));

/** What the recordings say of each switch that differs. */
const SWITCHES: Readonly<Partial<Record<keyof Age, string>>> = {
  overrideTakesLock:
    'on 6.12.95 a write to driver_override waits for a probe in flight as on 6.1: the change is of a later 6.12',
  sharedModuleLoad: 'concerns finit_module; the rig loads by init_module, where 6.12.95 answers as 6.1',
  parentLockForInterfacesOnly:
    'on 6.12.95 the bus asks for the lock as on 6.1: the change is of a later 6.12',
};

it('says something of every switch that differs', () => {
  const [old, young] = [SYSTEMS['linux-6.1'].age, SYSTEMS['linux-6.12'].age];
  const differing = (Object.keys(old) as (keyof Age)[]).filter((key) => old[key] !== young[key]);
  expect(Object.keys(SWITCHES).sort()).toEqual(differing.sort());
});

describe('recordings', () => {
  it('of 6.12.95: the write to driver_override returns after the probe, as on 6.1', () => {
    for (const kernel of ['6.1', '6.12']) {
      const runs = of(kernel, 'age-override-written-during-a-probe.yaml');
      expect(runs.length).toBeGreaterThan(0);
      for (const { steps, commands } of runs) {
        const probed = steps.find(({ is }) => is === 'probe-end')?.t ?? Infinity;
        expect(commands.find(({ does }) => does.startsWith('override'))?.end).toBeGreaterThan(probed);
      }
    }
  });

  it('of two loads at once: both kernels say EEXIST to the second, and a model that shares loads is contradicted', () => {
    for (const kernel of ['6.1', '6.12']) {
      const runs = of(kernel, 'e23-second-load-waits-and-exists.yaml');
      expect(runs.length).toBeGreaterThan(0);
      for (const recording of runs) {
        expect(recording.commands.map(({ result }) => result).sort()).toEqual(['EEXIST', 'OK']);
        expect(judge(recording).is).toBe('admitted');
        expect(judge(recording, { age: { sharedModuleLoad: true } }).is).toBe('contradicted');
      }
    }
  });
});
