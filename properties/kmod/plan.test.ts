/** What udev and modprobe set out to load (reference 10.4, 10.7). */
import { describe, expect, it } from 'vitest';
import { planEvent, planModprobe } from '../../sim/userspace/kmod/plan.ts';
import { kmod, module, names, TREE } from './modules.ts';

const skips = (plan: ReturnType<typeof planEvent>): readonly string[] =>
  plan.targets.map((target) => `${target.module} ${target.skip ?? 'loads'}`);

describe('the blacklist (reference 10.7)', () => {
  const index = kmod(TREE, 'blacklist plain\nblacklist mid\nblacklist lowpre');

  it('E29: GIVEN a blacklisted module WHEN udev loads by modalias THEN it is skipped and the others are loaded', () => {
    expect(skips(planEvent(index, 'pci:top1'))).toEqual(['top loads', 'plain blacklisted']);
  });

  it('E29: WHEN modprobe is given the alias THEN skipped; WHEN given the name THEN loaded', () => {
    expect(skips(planModprobe(index, 'pci:top1'))).toEqual(['top loads', 'plain blacklisted']);
    expect(skips(planModprobe(index, 'plain'))).toEqual(['plain loads']);
    expect(skips(planModprobe(index, 'plain', { useBlacklist: true }))).toEqual(['plain blacklisted']);
  });

  it('WHEN udev loads a plain name THEN the blacklist counts too', () => {
    expect(skips(planEvent(index, 'plain'))).toEqual(['plain blacklisted']);
  });

  it('GIVEN a blacklisted dependency or softdep THEN it is loaded', () => {
    const [top] = planEvent(index, 'pci:top1').targets;
    expect(names(top?.steps ?? [])).toEqual(expect.arrayContaining(['mid', 'lowpre']));
  });

  it("GIVEN 'blacklist a-b' THEN a_b is blacklisted", () => {
    expect(kmod([module('a_b')], 'blacklist a-b').isBlacklisted('a-b')).toBe(true);
  });
});

describe('kmod load MODALIAS (reference 10.4)', () => {
  it('loads every match in order, each with its own list', () => {
    const [top, plain] = planEvent(kmod(TREE), 'pci:top1').targets;
    // Recorded from kmod 30: found by alias, `top` is another object than the `top` that post1's softdep
    // names.
    expect(names(top?.steps ?? []).join(' ')).toBe(
      'lowpre low mid low pre1 low mid mid2 top low mid top post1',
    );
    expect(names(plain?.steps ?? []).join(' ')).toBe('lowpre low mid plain');
  });

  it('skips built-in matches and names nobody knows', () => {
    expect(skips(planEvent(kmod(TREE), 'plat:other'))).toEqual(['bi_n builtin']);
    expect(skips(planEvent(kmod(TREE, 'alias pci:t* nothere'), 'pci:top1'))).toEqual(['nothere missing']);
    expect(planEvent(kmod(TREE), 'usb:none').targets).toEqual([]);
  });
});

describe('modprobe', () => {
  it.each([
    [false, '/bin/true'],
    [true, undefined],
  ])('a module that loads nothing else: with -i (%s) no install line', (ignoreInstall, line) => {
    const index = kmod([module('leaf')], 'install leaf /bin/true');
    const [target] = planModprobe(index, 'leaf', { ignoreInstall }).targets;
    expect(target?.steps.map(({ replacedBy }) => replacedBy?.text)).toEqual([line]);
  });

  it('-i leaves out the install line and softdeps of the target only', () => {
    const [target] = planModprobe(kmod(TREE, 'install top /bin/true'), 'top', {
      ignoreInstall: true,
    }).targets;
    expect(names(target?.steps ?? [])).toEqual(['lowpre', 'low', 'mid', 'top']);
    expect(target?.steps.at(-1)?.replacedBy).toBeUndefined();
  });

  it('runs an install line for a name that is no module', () => {
    const plan = planModprobe(kmod(TREE, 'install only-cmd /sbin/modprobe -a top mid'), 'only-cmd');
    expect(skips(plan)).toEqual(['only_cmd loads']);
    expect(plan.targets[0]?.steps[0]?.replacedBy?.jobs).toEqual([
      {
        when: 'always',
        run: { do: 'modprobe', names: ['top', 'mid'], ignoreInstall: false, useBlacklist: false },
      },
    ]);
  });

  it('notes an install command that it cannot understand', () => {
    const plan = planModprobe(kmod(TREE, 'install plain insmod ./x.ko && echo $HOME'), 'plain');
    expect(plan.notes.join()).toMatch(/insmod.*loads nothing/);
  });
});
