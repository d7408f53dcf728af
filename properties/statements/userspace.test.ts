/** Statements of the reference's section 13 about udev and boot stages. */
import { describe, expect, it } from 'vitest';
import { everyRun, someRun, type Observed } from '../observed.ts';
import { ANY_ORDER, IN_TIME, outcomes, scenarioOf, SEARCH } from './given.ts';

const loaded = (run: Observed): unknown[] => run.of('module-live').map(({ values }) => values.module);

describe('udev', () => {
  it('T20 GIVEN two modules that match one modalias WHEN udev handles "add" THEN both are loaded in order, the first to register binds', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  S: { bus: simbus, matches: ["sim:x"], module: specific }
  C: { bus: simbus, matches: ["sim:*"], module: general }
modules:
  specific: { order: 7 }
  general: { order: 3 }
story: [{ add: d }]
`;
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(text), batch, (run) => {
        expect(loaded(run)).toEqual(['general', 'specific']);
        expect(run.ends).toEqual({ d: 'C' });
      });
    }
  });

  const family = (quirks: string): string => `${quirks}
devices:
  p: { bus: simbus, modalias: "sim:parent", appears: story }
  c: { bus: simbus, modalias: "sim:child", parent: p, appears: story }
modules:
  for_parent: { aliases: ["sim:parent"], load: 20ms }
  for_child: { aliases: ["sim:child"], load: 1ms }
story: [{ as: slot, do: [{ add: p }, { add: c }] }]
`;

  it("T24 GIVEN parent and child, both with modalias THEN the child's load starts after the parent's event has finished", () => {
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(family('')), batch, (run) => {
        const finished = run.place('uevent-finished', { device: 'p', action: 'add' });
        expect(run.place('module-live', { module: 'for_parent' })).toBeLessThan(finished);
        expect(run.place('uevent-started', { device: 'c', action: 'add' })).toBeGreaterThan(finished);
      });
    }
    const overtaken = (run: Observed): boolean => loaded(run)[0] === 'for_child';
    someRun(scenarioOf(family('quirks: [no-parent-blocking]')), SEARCH, overtaken);
  });

  it('10.3.3 GIVEN fewer workers than events THEN never more run than there are workers', () => {
    const text = `
devices:
  a: { bus: simbus, modalias: "sim:a" }
  b: { bus: simbus, modalias: "sim:b" }
  c: { bus: simbus, modalias: "sim:c" }
modules:
  m: { aliases: ["sim:*"], load: 5ms }
udev: { workers: 2 }
story: [{ add: a }, { add: b }, { add: c }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      let running = 0;
      for (const { values } of run.of('udev-worker')) {
        running += Number(values.count);
        expect(running).toBeLessThanOrEqual(2);
      }
      expect(run.count('uevent-finished')).toBe(3);
    });
  });

  it('10.4 GIVEN the target is live already THEN its softdeps are not looked at again', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x" }
modules:
  m: { aliases: ["sim:x"], softdep: { pre: [before] } }
  before: {}
given: [{ modprobe: m }, { rmmod: before }]
story: [{ as: admin, do: [{ add: d }, settle, { modprobe: m }] }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(run.loads('before')).toEqual(['ok']);
      expect(outcomes(run, 'admin')).toEqual(['ok', 'ok', 'ok']);
    });
  });

  it('10.7 GIVEN a blacklist on the kernel command line THEN everybody is refused', () => {
    const text = `
kernel: { module-blacklist: [m] }
devices:
  d: { bus: simbus, modalias: "sim:x" }
modules:
  m: { aliases: ["sim:x"] }
  top: { depends: [m] }
story: [{ as: admin, do: [{ add: d }, settle, { modprobe: m }, { modprobe: top }] }]
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => {
      expect(outcomes(run, 'admin')).toEqual(['ok', 'ok', 'EPERM', 'EPERM']);
      expect(loaded(run)).toEqual([]);
    });
  });
});

describe('boot', () => {
  const machine = (boot: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"], module: specific }
  C: { bus: simbus, matches: ["sim:*"], module: general }
modules:
  specific: { order: 1 }
  general: { order: 2 }
boot: ${boot}
`;

  it('10.3.7 GIVEN a device found before user space THEN its event is lost, and cold plug makes up for it', () => {
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(machine('{ coldplug: false }')), batch, (run) => {
        expect(run.ends).toEqual({ d: null });
        expect(run.count('uevent-queued')).toBe(0);
      });
      everyRun(scenarioOf(machine('{}')), batch, (run) => {
        expect(run.ends).toEqual({ d: 'S' });
        expect(run.place('uevent-queued', { action: 'add' })).toBeGreaterThan(run.place('stage-entered'));
      });
    }
  });

  it('10.9 GIVEN only the catch-all is in the initramfs THEN it has the device before the root stage begins', () => {
    for (const batch of [ANY_ORDER, IN_TIME]) {
      everyRun(scenarioOf(machine('{ initramfs: [general] }')), batch, (run) => {
        expect(run.ends).toEqual({ d: 'C' });
        const root = run.place('stage-entered', { stage: 'root' });
        expect(run.place('bound', { device: 'd' })).toBeLessThan(root);
        expect(run.place('module-live', { module: 'specific' })).toBeGreaterThan(root);
        // The initramfs hands over when its udev has nothing to do.
        for (const fact of run.of('uevent-finished', { action: 'add' }).slice(0, 1)) {
          expect(run.facts.indexOf(fact)).toBeLessThan(root);
        }
      });
    }
  });

  it('10.9 GIVEN built-ins THEN they initialise one after the other, by level, then in link order', () => {
    const text = `
drivers:
  A: { bus: simbus, matches: ["sim:*"], module: a }
  B: { bus: simbus, matches: ["sim:*"], module: b }
  E: { bus: simbus, matches: ["sim:*"], module: early }
modules:
  b: { builtin: 6, order: 9 }
  a: { builtin: 6, order: 4 }
  early: { builtin: 3, order: 20 }
boot: {}
`;
    everyRun(scenarioOf(text), ANY_ORDER, (run) => expect(loaded(run)).toEqual(['early', 'a', 'b']));
  });

  it('6.4 GIVEN a built-in async driver THEN later levels do not wait for it, user space does', () => {
    const text = `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  A: { bus: simbus, matches: ["sim:x"], module: a, probe-type: async, probe: { takes: 500ms } }
modules:
  a: { builtin: 4, init: 0 }
  b: { builtin: 6, init: 0 }
boot: {}
`;
    everyRun(scenarioOf(text), IN_TIME, (run) => {
      expect(run.at('module-live', { module: 'b' })).toBe(0);
      expect(run.at('stage-entered')).toBeGreaterThan(500);
    });
  });
});
