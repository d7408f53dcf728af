/** Statements about illumos: aliases that come and go, what fails and what comes later (A7.1, A7.7 to A7.9). */
import { describe, expect, it } from 'vitest';
import { boring } from '../../sim/engine/choice.ts';
import { simulate } from '../../sim/simulate.ts';
import { observe } from '../observed.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { xAndY as machine } from './illumos-machine.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

describe('illumos: aliases that come and go', () => {
  /** compatible = [x, y]; Z names neither until update_drv says so. */
  const aliased = (story: string, device = '') =>
    under(
      'illumos',
      `
devices:
  d: { bus: simbus, modalias: "of:NdTnodeCxCy", appears: story, under: { illumos: { ${device} } } }
drivers:
  Y: { bus: simbus, matches: ["of:N*T*Cy", "of:N*T*CyC*"] }
  Z: { bus: simbus, matches: ["of:N*T*Cz"] }
${story}`,
    );
  const given = 'given: [{ register: Y }, { register: Z }, { add: d }';
  const verb = (name: string, string: string): string =>
    `{ ${name}: { driver: Z, pattern: "of:N*T*C${string === 'x' ? 'xC*' : string}" } }`;

  it('A7.8 (illumos) GIVEN d bound to y WHEN update_drv gives Z the alias x THEN d rebinds to Z; GIVEN d is in use THEN it keeps y', () => {
    const scenario = aliased(`${given}]\nstory: [${verb('new_id', 'x')}]`);
    const { ends, broken } = allOrders(scenario, null);
    expect([ends, broken]).toEqual([['d=Z'], []]);
    const used = aliased(`${given}]\nstory: [${verb('new_id', 'x')}]`, 'in-use: true');
    expect(endsOf(used)).toEqual(['d=Y']);
  });

  it('A7.8 (illumos) GIVEN an alias behind what d is bound by THEN nothing changes', () => {
    const behind = under(
      'illumos',
      `
devices: { d: { bus: simbus, modalias: "of:NdTnodeCxCy", appears: story } }
drivers:
  X: { bus: simbus, matches: ["of:N*T*Cx", "of:N*T*CxC*"] }
  Z: { bus: simbus, matches: ["of:N*T*Cz"] }
given: [{ register: X }, { register: Z }, { add: d }]
story: [${verb('new_id', 'y')}]`,
    );
    expect(endsOf(behind)).toEqual(['d=X']);
    everyOrder(behind, (run) => expect(run.count('probe-called', { driver: 'Z' })).toBe(0));
  });

  it('A7.8 (illumos) GIVEN d bound to Z by its alias WHEN update_drv takes it away THEN d goes to y; GIVEN d is in use THEN it stays, and so does the alias', () => {
    const story = `${given}, ${verb('new_id', 'x')}]\nstory: [${verb('remove_id', 'x')}]`;
    const { ends, broken } = allOrders(aliased(story), null);
    expect([ends, broken]).toEqual([['d=Y'], []]);
    const used = `given: [{ register: Z }, ${verb('new_id', 'x')}, { add: d }]\nstory: [{ do: [${verb('remove_id', 'x')}, { register: Y }] }]`;
    const scenario = aliased(used, 'in-use: true');
    expect(endsOf(scenario)).toEqual(['d=Z']);
    everyOrder(scenario, (run) => {
      const told = run.of('command-answered').map(({ values }) => values.outcome);
      expect(told).toContain('EBUSY');
      expect(run.count('dynid-removed')).toBe(0);
    });
  });

  it('A7.8 (illumos) GIVEN Z has a name of its own for d WHEN a worse alias of it is taken away THEN d keeps Z', () => {
    const own = under(
      'illumos',
      `
devices: { d: { bus: simbus, modalias: "of:NdTnodeCxCy", appears: story } }
drivers: { Z: { bus: simbus, matches: ["of:N*T*Cx", "of:N*T*CxC*"] } }
given: [{ register: Z }, ${verb('new_id', 'y')}, { add: d }]
story: [${verb('remove_id', 'y')}]`,
    );
    expect(endsOf(own)).toEqual(['d=Z']);
    everyOrder(own, (run) => expect(run.count('released')).toBe(0));
  });

  it('A7.8 (illumos) GIVEN Z is not installed, or has no such alias WHEN update_drv is asked THEN ENOENT', () => {
    for (const story of [
      `given: [{ add: d }]\nstory: [${verb('new_id', 'x')}]`,
      `${given}]\nstory: [${verb('remove_id', 'x')}]`,
    ])
      everyOrder(aliased(story), (run) =>
        expect(run.of('command-answered').map(({ values }) => values.outcome)).toContain('ENOENT'),
      );
  });

  it('A7.6 (illumos) GIVEN aliases come and go beside hot plug and add_drv THEN no order is lost, nothing is touched in secret', () => {
    const beside = aliased(
      `given: [{ register: Z }]\nstory: [{ do: [${verb('new_id', 'x')}, ${verb('remove_id', 'x')}] }, { register: Y }, { add: d }]`,
    );
    expect(allOrders(beside, ['no-deadlock', 'at-most-one-driver', 'no-ghost']).broken).toEqual([]);
    expectNothingLost(beside);
    expectDeclared(beside);
  });

  it('A7.8 (illumos) GIVEN rem_drv of x THEN all nodes are bound anew and d goes to y', () => {
    const both = 'given: [{ register: X }, { register: Y }, { add: d }]\n';
    const { ends, broken } = allOrders(machine(`${both}story: [{ unregister: X }]`), null);
    expect([ends, broken]).toEqual([['d=Y'], []]);
  });

  it('A7.1 (illumos) GIVEN the property ddi-assigned THEN no name counts, but a path alias does', () => {
    const assigned = { device: 'assigned: true' };
    const both = 'given: [{ register: X }, { register: Y }]\n';
    const { ends, broken } = allOrders(machine(`${both}story: [{ add: d }]`, assigned), null);
    expect([ends, broken]).toEqual([['d=-'], []]);
    const named = 'story: [{ do: [{ add: d }, { override: { device: d, driver: Y } }] }]';
    expect(endsOf(machine(`${both}${named}`, assigned))).toEqual(['d=Y']);
  });
});

describe('illumos: what fails, and what comes later', () => {
  const both = 'given: [{ register: X }, { register: Y }]\n';

  it('A7.8 (illumos) GIVEN a retired node WHEN it comes THEN it is bound and not attached, and no other driver is tried', () => {
    const retired = { device: 'retired: already' };
    const scenario = machine(`${both}story: [{ do: [{ add: d }, { attach: d }] }]`, retired);
    const { ends, broken } = allOrders(scenario, null);
    expect([ends, broken]).toEqual([['d=-'], []]);
    everyOrder(scenario, (run) => {
      expect(run.count('probe-called')).toBe(0);
      expect(run.of('device-marked', { device: 'd' }).map(({ values }) => values.count)).toContain(1);
    });
  });

  it('A7.8 (illumos) GIVEN fault management retires d after its attach THEN it stays so, also when it comes again', () => {
    const later = { device: 'retired: later' };
    const again = `${both}story: [{ do: [{ add: d }, { remove: d }, { add: d }] }]`;
    const { ends, broken } = allOrders(machine(`${both}story: [{ add: d }]`, later), null);
    expect([ends, broken]).toEqual([['d=-'], []]);
    expect(endsOf(machine(again, later))).toEqual(['d=-']);
    expect(endsOf(machine(`${both}story: [{ add: d }]`, { device: 'retired: later, in-use: true' }))).toEqual(
      ['d=X'],
    );
    const beside = machine('given: [{ register: Y }]\nstory: [{ add: d }, { register: X }]', later);
    expect(allOrders(beside, ['no-deadlock', 'no-ghost', 'settles']).broken).toEqual([]);
    expectNothingLost(beside);
    expectDeclared(beside);
  });

  it('A7.8 (illumos) GIVEN somebody retires d THEN it loses its driver and gets none; WHEN that ends THEN it is configured again', () => {
    const given = 'given: [{ register: X }, { register: Y }, { add: d }]\n';
    const { ends, broken } = allOrders(
      machine(`${given}story: [{ do: [{ disable: d }, { attach: d }] }]`),
      null,
    );
    expect([ends, broken]).toEqual([['d=-'], []]);
    expect(endsOf(machine(`${given}story: [{ do: [{ disable: d }, { enable: d }] }]`))).toEqual(['d=X']);
    const before = { device: 'retired: already' };
    expect(endsOf(machine(`${both}story: [{ do: [{ add: d }, { enable: d }] }]`, before))).toEqual(['d=X']);
    const beside = machine(
      'given: [{ register: Y }, { add: d }]\nstory: [{ disable: d }, { register: X }, { enable: d }]',
    );
    expect(allOrders(beside, ['no-deadlock', 'no-ghost', 'settles']).broken).toEqual([]);
    expectNothingLost(beside);
    expectDeclared(beside);
  });

  it('A7.7 (illumos) GIVEN a probe says maybe later WHEN somebody configures d again THEN the same driver is asked again', () => {
    const partial = { X: 'probe: { script: [EPROBE_DEFER, ok] }' };
    const once = machine(`${both}story: [{ add: d }]`, partial);
    expect(endsOf(once)).toEqual(['d=-']);
    const twice = machine(`${both}story: [{ do: [{ add: d }, { attach: d }] }]`, partial);
    expect(endsOf(twice)).toEqual(['d=X']);
    everyOrder(twice, (run) => expect(run.count('probe-called', { driver: 'Y' })).toBe(0));
  });

  it('A7.7 (illumos) GIVEN a lazy node whose driver is flagged WHEN the boot ends THEN it is attached in the background', () => {
    const boot = (flag: boolean) =>
      under(
        'illumos',
        `
devices: { d: { bus: simbus, modalias: "sim:d", appears: boot, under: { illumos: { lazy: true } } } }
drivers: { X: { bus: simbus, matches: ["sim:d"], module: k, under: { illumos: { force-attach: ${flag} } } } }
modules: { k: { builtin: true } }
boot: {}
udev: false`,
      );
    expect(endsOf(boot(false))).toEqual(['d=-']);
    expect(endsOf(boot(true))).toEqual(['d=X']);
    expectNothingLost(boot(true));
  });

  it('A7.9 (illumos) GIVEN a detach in progress WHEN the tree is frozen THEN it is waited for, three seconds at most', () => {
    const frozenAfter = (takes: string): number => {
      const scenario = machine(
        `${both}story: [{ do: [{ add: d }, { remove: d }] }, { at: 1ms, do: [block_probing] }]`,
        {
          X: `remove-takes: ${takes}`,
        },
      );
      const run = observe(simulate(scenario, { chooser: boring, clock: 'timed' }));
      return (
        run
          .of('system-marked')
          .map(({ at }) => at / 1_000_000)
          .at(-1) ?? -1
      );
    };
    expect([frozenAfter('0'), frozenAfter('1500ms'), frozenAfter('9s')]).toEqual([1, 2001, 3001]);
  });
});
