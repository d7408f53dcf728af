/** What loading one module loads, in which order (reference 10.6). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOFTDEP_DEPTH_MAX, STEPS_MAX } from '../../sim/userspace/kmod/probe-list.ts';
import { kmod, module, names, TREE } from './modules.ts';

describe('what loading one module loads (reference 10.6)', () => {
  it('E27: GIVEN dependencies and softdeps THEN deepest dependency first, then pre, the module, post', () => {
    const list = kmod(TREE).probeList('top');
    expect(names(list).join(' ')).toBe('lowpre low mid low pre1 low mid mid2 top post1');
  });

  it('GIVEN a dependency or the module itself THEN it is required; softdep modules are not', () => {
    const required = kmod(TREE)
      .probeList('top')
      .filter((step) => step.required);
    expect([...new Set(names(required))]).toEqual(['low', 'mid', 'top']);
  });

  it('GIVEN a softdep that is an alias THEN the modules it stands for are loaded', () => {
    expect(names(kmod(TREE).probeList('sdalias'))).toEqual(['lowonly', 'sdalias']);
  });

  it('GIVEN softdeps in a circle THEN each module comes once', () => {
    const index = kmod([module('fff', { softdepPre: ['ggg'] }), module('ggg', { softdepPre: ['fff'] })]);
    expect(names(index.probeList('fff'))).toEqual(['ggg', 'fff']);
  });

  it('GIVEN a softdep line in the configuration THEN it replaces those of the module', () => {
    const index = kmod(TREE, 'softdep to* post: lowonly\nsoftdep top pre: plain');
    expect(names(index.probeList('top'))).toEqual(['lowpre', 'low', 'mid', 'top', 'lowonly']);
  });

  it('GIVEN a softdep line with neither pre: nor post: THEN nothing is loaded for it, and later lines are hidden', () => {
    const index = kmod(TREE, 'softdep top pre1 mid2\nsoftdep top pre: plain');
    expect(names(index.probeList('top'))).toEqual(['lowpre', 'low', 'mid', 'top']);
  });

  it('GIVEN a softdep on an unknown module THEN it is passed over', () => {
    expect(names(kmod([module('a', { softdepPre: ['gone'] })]).probeList('a'))).toEqual(['a']);
  });
});

describe('install lines (reference 10.6)', () => {
  const config = 'install mid /bin/true\ninstall top /bin/false\ninstall p* echo pat\ninstall pre1 /bin/true';
  const replaced = (name: string): readonly string[] =>
    kmod(TREE, config)
      .probeList(name)
      .flatMap((step) => (step.replacedBy === undefined ? [] : [`${step.module}: ${step.replacedBy.text}`]));

  it('GIVEN an install line THEN the command replaces the module, after its dependencies', () => {
    expect(names(kmod(TREE, config).probeList('mid'))).toEqual(['lowpre', 'low', 'mid']);
    expect(replaced('mid')).toEqual(['mid: /bin/true']);
  });

  it('GIVEN several that fit THEN the first counts, as a pattern', () => {
    expect(replaced('pre1')).toEqual(['pre1: echo pat']);
  });

  it('GIVEN a module with softdeps THEN its install line does not count', () => {
    expect(replaced('top')).not.toContain('top: /bin/false');
    expect(replaced('top')).toContain('mid: /bin/true');
  });
});

describe('made-up module databases', () => {
  const name = fc.integer({ min: 0, max: 9 }).map((n) => `m${n}`);
  const some = fc.array(name, { maxLength: 4 });
  const modules = fc.array(fc.record({ depends: some, softdepPre: some, softdepPost: some }), {
    minLength: 10,
    maxLength: 10,
  });

  it('always end, with every dependency before the module and the module in the list', () => {
    fc.assert(
      fc.property(modules, name, (list, root) => {
        const database = list.map((more, at) => module(`m${at}`, more));
        const steps = names(kmod(database).probeList(root));
        const wanted = database.find((one) => one.name === root)?.depends ?? [];
        expect(steps).toContain(root);
        for (const depend of wanted)
          expect(steps.indexOf(depend)).toBeLessThanOrEqual(steps.lastIndexOf(root));
      }),
      { numRuns: 500 },
    );
  });

  it('cannot make a list without end or overflow the stack', () => {
    const chain = Array.from({ length: 3000 }, (_, at) => module(`c${at}`, { softdepPre: [`c${at + 1}`] }));
    expect(kmod(chain).expand({ module: 'c0', via: null }, false)).toMatchObject({ cut: true });
    expect(kmod(chain).probeList('c0')).toHaveLength(SOFTDEP_DEPTH_MAX + 1);
    const wide = Array.from({ length: 300 }, (_, at) =>
      module(`w${at}`, {
        depends: Array.from({ length: 300 }, (_, to) => `w${to}`),
        softdepPre: [`w${at + 1}`],
      }),
    );
    expect(kmod(wide).probeList('w0').length).toBeLessThanOrEqual(STEPS_MAX);
  });
});
