/** The experiments of section 0.3, run here: what a real 6.1.192 kernel showed is what the model shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { everyRun, type Observed } from '../observed.ts';
import { scenarioFrom } from '../runs.ts';

const FOLDER = fileURLToPath(new URL('../../scenarios/experiments/', import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

function experiment(id: string): Scenario {
  const file = FILES.find((name) => name.startsWith(`${id}-`)) ?? `${id} is missing`;
  return scenarioFrom(readFileSync(FOLDER + file, 'utf8'), `scenarios/experiments/${file}`);
}

const SEEDS = 200;

/** What holds whatever the order and the durations. */
function always(id: string, check: (run: Observed) => void): void {
  everyRun(experiment(id), { clock: 'untimed', seeds: SEEDS }, check);
  everyRun(experiment(id), { clock: 'timed', seeds: SEEDS / 4 }, check);
}

/** What holds with the durations of the experiment. */
function withItsTimes(id: string, check: (run: Observed) => void): void {
  everyRun(experiment(id), { clock: 'timed', seeds: SEEDS }, check);
}

const probed = (run: Observed, driver: string): number => run.count('probe-called', { device: 'd', driver });
const matched = (run: Observed, driver: string): number => run.count('matched', { device: 'd', driver });
const outcomes = (run: Observed, actor: string): string[] => run.answers(actor).map(({ outcome }) => outcome);
const live = (run: Observed): unknown[] => run.of('module-live').map(({ values }) => values.module);

it('all 29 are there, each with its result as expectation or in this file', () => {
  expect(FILES.map((name) => Number(name.slice(1, 3)))).toEqual(Array.from({ length: 29 }, (_, i) => i + 1));
});

describe('the device side: who is tried', () => {
  it('E1 A sync, B sync: A bound, B never probed', () => {
    always('e01', (run) => {
      expect(run.ends).toEqual({ d: 'A' });
      expect(probed(run, 'B')).toBe(0);
    });
  });

  it('E2 A async, B sync: B bound, A never probed', () => {
    always('e02', (run) => {
      expect(run.ends).toEqual({ d: 'B' });
      expect(probed(run, 'A')).toBe(0);
    });
  });

  it('E3 -ENODEV from A: B bound', () => {
    always('e03', (run) => {
      expect(run.ends).toEqual({ d: 'B' });
      expect([probed(run, 'A'), probed(run, 'B')]).toEqual([1, 1]);
    });
  });

  it('E4 -EPROBE_DEFER from A: B bound at once, the device is not left on the deferred list', () => {
    always('e04', (run) => {
      expect(run.ends).toEqual({ d: 'B' });
      expect(run.isDeferred('d')).toBe(false);
      expect([probed(run, 'A'), probed(run, 'B'), run.count('defer-taken')]).toEqual([1, 1, 0]);
    });
  });

  it("E5 -EPROBE_DEFER from A's match: unbound, B's match never called", () => {
    always('e05', (run) => {
      expect(run.ends).toEqual({ d: null });
      expect([matched(run, 'A'), matched(run, 'B')]).toEqual([1, 0]);
      expect(run.isDeferred('d')).toBe(true);
    });
  });

  it("E6 -EINVAL from A's match: unbound, B's match never called", () => {
    always('e06', (run) => {
      expect(run.ends).toEqual({ d: null });
      expect([matched(run, 'A'), matched(run, 'B')]).toEqual([1, 0]);
      expect(run.isDeferred('d')).toBe(false);
    });
  });

  it("E7 -EBUSY from dma_configure: unbound, B's match and A's probe never called", () => {
    always('e07', (run) => {
      expect(run.ends).toEqual({ d: null });
      expect([matched(run, 'A'), matched(run, 'B'), probed(run, 'A')]).toEqual([1, 0, 0]);
    });
  });

  it("E8 A defers, B async: B bound from the async pass, A's match called a second time", () => {
    always('e08', (run) => {
      expect(run.ends).toEqual({ d: 'B' });
      expect([matched(run, 'A'), probed(run, 'A'), probed(run, 'B')]).toEqual([2, 1, 1]);
      expect(run.of('bound', { device: 'd' }).map(({ by }) => by)).toEqual(['async attach of d']);
    });
  });

  it("E9 -EPROBE_DEFER from A's match, B async: B never tried", () => {
    always('e09', (run) => {
      expect(run.ends).toEqual({ d: null });
      expect([matched(run, 'B'), probed(run, 'B'), run.count('async-scheduled')]).toEqual([0, 0, 0]);
    });
  });
});

describe('registration and unregistration', () => {
  it('E10 A registers: stays on B; B unregisters: unbound; device_attach: A', () => {
    always('e10', (run) => {
      const gone = run.place('driver-gone', { driver: 'B' });
      expect(run.place('released', { device: 'd', driver: 'B' })).toBeLessThan(gone);
      expect(run.place('driver-files-made', { driver: 'A' })).toBeLessThan(gone);
      expect(matched(run, 'A')).toBe(2);
      expect(run.place('bound', { device: 'd', driver: 'A' })).toBeGreaterThan(gone);
      expect(outcomes(run, 'admin')).toEqual(['ok', 'ok', 'ok']);
      expect(run.ends).toEqual({ d: 'A' });
    });
  });

  it('E10 nobody takes the device in the second before device_attach', () => {
    withItsTimes('e10', (run) => {
      expect(run.at('bound', { device: 'd', driver: 'A' })).toBeGreaterThanOrEqual(1000);
    });
  });

  it('E11 two async drivers, A fails: A probed, B never probed although it matched', () => {
    withItsTimes('e11', (run) => {
      expect(run.ends).toEqual({ p: 'host', d: null });
      expect([probed(run, 'A'), matched(run, 'B'), probed(run, 'B')]).toEqual([1, 1, 0]);
    });
  });

  it('E12 preset driver: bound to A, no match, no probe', () => {
    always('e12', (run) => {
      expect(run.ends).toEqual({ d: 'A' });
      expect([run.count('matched'), run.count('probe-called')]).toEqual([0, 0]);
    });
  });

  it("E13 B registers 100 ms into A's probe of 400 ms: blocks about 300 ms; A keeps the device; B not probed", () => {
    withItsTimes('e13', (run) => {
      expect(run.answers('register B')).toEqual([{ outcome: 'ok', at: 400 }]);
      expect(run.ends).toEqual({ d: 'A' });
      expect(probed(run, 'B')).toBe(0);
    });
  });

  it("E14 same, A fails: B bound; B's match called twice, once from each side", () => {
    withItsTimes('e14', (run) => {
      expect(run.ends).toEqual({ d: 'B' });
      const sides = run.of('matched', { device: 'd', driver: 'B' }).map(({ by }) => by);
      expect(sides.sort()).toEqual(['add d', 'register B']);
      expect(probed(run, 'B')).toBe(1);
    });
  });

  it('E15 same, B async: its registration blocks about 300 ms too', () => {
    withItsTimes('e15', (run) => {
      expect(run.answers('register B')).toEqual([{ outcome: 'ok', at: 400 }]);
      expect(run.ends).toEqual({ d: 'A' });
      expect(run.count('async-slot-taken')).toBe(0);
    });
  });

  it('E16 A unregisters during its probe from device_add: blocks until that probe returns', () => {
    withItsTimes('e16', (run) => {
      expect(run.answers('unregister A')).toEqual([{ outcome: 'ok', at: 400 }]);
      expect(run.at('bound', { device: 'd', driver: 'A' })).toBe(400);
      expect(run.ends).toEqual({ d: null });
    });
  });

  it('E18 a second driver with the same name: -EBUSY', () => {
    always('e18', (run) => expect(outcomes(run, 'register A')).toEqual(['EBUSY']));
  });

  it('E19 A unregistered and registered again: B wins', () => {
    always('e19', (run) => expect(run.ends).toEqual({ d: 'B' }));
  });
});

describe('sysfs and deferral', () => {
  it('E17 device_driver_attach: defers, ok, already bound: -EAGAIN, 0, -EBUSY', () => {
    always('e17', (run) => {
      expect(outcomes(run, 'admin')).toEqual(['EAGAIN', 'ok', 'EBUSY']);
      expect(run.count('defer-pending')).toBe(0);
      expect(run.ends).toEqual({ d: 'A' });
    });
  });

  it('E20 sysfs: error; success; bound; error; error; error', () => {
    always('e20', (run) => {
      expect(outcomes(run, 'admin')).toEqual(['EAGAIN', 'ok', 'ok', 'EBUSY', 'ENODEV', 'ENODEV']);
      expect(run.ends).toEqual({ x: null, y: 'unsure', z: null });
    });
  });

  it('E21 a trigger with autoprobe off: the devices left the list for good; only drivers_probe binds one', () => {
    always('e21', (run) => {
      expect(run.ends).toEqual({ d1: 'A', d2: null, spark: 'T', supply: 'T' });
      expect([run.isDeferred('d1'), run.isDeferred('d2')]).toEqual([false, false]);
      expect(run.count('probe-called', { driver: 'A', device: 'd2' })).toBe(1);
      expect(run.of('bound', { device: 'd1' }).map(({ by }) => by)).toEqual(['admin']);
    });
  });
});

describe('modules in the kernel', () => {
  it('E22 async driver of 1.5 s: 1.5 s; with async_probe: at once; an unrelated load then waits for it', () => {
    withItsTimes('e22', (run) => {
      const [slow, async, unrelated] = run.answers('admin').map(({ at }) => at);
      expect(slow).toBeGreaterThanOrEqual(1520);
      expect(slow).toBeLessThan(1525);
      expect((async ?? 0) - (slow ?? 0)).toBe(20);
      expect((unrelated ?? 0) - (async ?? 0)).toBeGreaterThanOrEqual(1500);
    });
  });

  it('E23 the second load during the first one waits, then "exists"', () => {
    withItsTimes('e23', (run) => {
      expect(run.loads('simdrv').toSorted()).toEqual(['EEXIST', 'ok']);
      expect(run.answers('second')).toEqual([{ outcome: 'ok', at: 2010 }]);
    });
  });

  it("E24 the dependency's init fails: the dependent waits, then has an unknown symbol", () => {
    withItsTimes('e24', (run) => {
      expect(run.loads('provider')).toEqual(['ENODEV']);
      expect(run.loads('dependent')).toEqual(['ENOENT']);
      expect(run.answers('second')).toEqual([{ outcome: 'ENOENT', at: 2010 }]);
    });
  });

  it('E25 a duplicate load of a LIVE module: "exists" at once', () => {
    withItsTimes('e25', (run) => {
      expect(run.loads('simdrv')).toEqual(['EEXIST', 'ok']);
      expect(run.answers('second')[0]?.at).toBe(50);
      expect(run.answers('first')[0]?.at).toBeGreaterThanOrEqual(1530);
    });
  });
});

describe('libkmod', () => {
  it('E26 several modules match: modules.order order, all of them', () => {
    always('e26', (run) => expect(live(run)).toEqual(['ccc', 'aaa', 'bbb']));
  });

  it('E27 deepest dependency first; pre after the hard dependencies, module, post', () => {
    always('e27', (run) => expect(live(run)).toEqual(['lowest', 'middle', 'before', 'top', 'after']));
  });

  it('E28 a config alias: only its result', () => {
    always('e28', (run) => expect(live(run)).toEqual(['by_config']));
  });

  it('E29 blacklist: skipped by alias, loaded by name', () => {
    always('e29', (run) => {
      expect(live(run)).toEqual(['wanted', 'unwanted']);
      expect(run.of('module-live', { module: 'unwanted' }).map(({ by }) => by)).toEqual(['admin']);
      expect(outcomes(run, 'admin')).toEqual(['ok', 'ok', 'ok']);
    });
  });
});

it.each(FILES)('%s keeps its own expectation with its own times', (file) => {
  const scenario = experiment(file.slice(0, 3));
  everyRun(scenario, { clock: 'timed', seeds: 5 }, ({ ends }) => {
    for (const [device, allowed] of Object.entries(scenario.expect.ends))
      expect(allowed).toContain(ends[device]);
  });
});
