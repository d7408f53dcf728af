/** Which modules a name or modalias stands for (reference 10.5). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fnmatch } from '../../sim/model/fnmatch.ts';
import { kmod, module, TREE } from './modules.ts';

describe('a modalias stands for all modules that match it (reference 10.5)', () => {
  it('E26: GIVEN several matching modules THEN in modules.order order, each once', () => {
    const index = kmod([
      module('eee', { aliases: ['pci:v1*', 'pci:v1d*'] }),
      module('aaa', { aliases: ['pci:v1*'] }),
      module('bbb', { aliases: ['pci:*'] }),
    ]);
    expect(index.lookup('pci:v1d2')).toEqual(['eee', 'aaa', 'bbb']);
    expect(index.lookup('pci:v2')).toEqual(['bbb']);
    expect(index.lookup('usb:v1')).toEqual([]);
  });

  it('GIVEN a more specific alias THEN it wins nothing: only the order counts', () => {
    const index = kmod([module('broad', { aliases: ['pci:*'] }), module('exact', { aliases: ['pci:v1d2'] })]);
    expect(index.lookup('pci:v1d2')).toEqual(['broad', 'exact']);
  });

  it('GIVEN modules that modules.order does not list THEN they come after the listed ones', () => {
    const index = kmod([
      module('late', { order: 1_000_000, aliases: ['pci:*'] }),
      module('early', { order: 5, aliases: ['pci:*'] }),
    ]);
    expect(index.lookup('pci:x')).toEqual(['early', 'late']);
  });

  it('E28: GIVEN a config alias that matches THEN modules.alias is not consulted', () => {
    const index = kmod(TREE, 'alias pci:to* lowonly\nalias pci:t* nothere\nalias foo[a-c]-d top');
    expect(index.lookup('pci:top1')).toEqual(['lowonly', 'nothere']);
    expect(index.lookup('fooa-d')).toEqual(['top']);
    expect(index.lookup('foo_-d')).toEqual([]);
  });

  it('GIVEN a module name THEN modules.dep answers before any alias, unless the name has a colon', () => {
    const index = kmod([
      module('a_b', { aliases: ['c:d'] }),
      module('other', { aliases: ['a_b'] }),
      module('c:d'),
    ]);
    expect(index.lookup('a-b')).toEqual(['a_b']);
    expect(index.lookup('c:d')).toEqual(['a_b']);
  });

  it('GIVEN only an install or remove line for a name THEN the name is known', () => {
    const index = kmod(TREE, 'install only-cmd /bin/true\nremove only_rem /bin/true\ninstall pat* /bin/true');
    expect(index.lookup('only_cmd')).toEqual(['only_cmd']);
    expect(index.lookup('only-rem')).toEqual(['only_rem']);
    expect(index.lookup('pattern')).toEqual([]);
  });

  it('GIVEN a loadable match THEN aliases of built-in modules are not consulted', () => {
    const index = kmod(TREE);
    expect(index.lookup('plat:qq')).toEqual(['lowonly']);
    expect(index.lookup('plat:other')).toEqual(['bi_n']);
    expect(index.lookup('bi-n')).toEqual(['bi_n']);
  });

  it.each([
    ['x_y', ['ccc']],
    ['x-y', ['ccc']],
    ['foo-bar:bx', ['ta_b']],
    ['foo_bar:bx', ['ta_b']],
    ['foo-bar:-x', []],
    ['ta-b', ['ta_b']],
    ['un[paired', []],
  ])("'-' and '_' are the same outside brackets: %s", (asked, answer) => {
    const index = kmod([
      module('ccc', { aliases: ['x-y'] }),
      module('ta_b', { aliases: ['foo-bar:[a-z]x'] }),
    ]);
    expect(index.lookup(asked)).toEqual(answer);
  });
});

describe('the index forgets nothing', () => {
  const alias = fc
    .array(fc.constantFrom('p:', 'u:', 'v1', 'v2', 'd3', '*', '?', '[ab]', 'a', 'b'), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) => parts.join(''));
  const asked = fc
    .array(fc.constantFrom('p:', 'u:', 'v1', 'v2', 'd3', 'a', 'b'), { maxLength: 6 })
    .map((parts) => parts.join(''));

  it('finds what trying every alias in turn finds', () => {
    fc.assert(
      fc.property(fc.array(fc.array(alias, { maxLength: 4 }), { maxLength: 12 }), asked, (lists, text) => {
        const modules = lists.map((aliases, at) => module(`m${at}`, { aliases }));
        const expected = modules.filter((one) => one.aliases.some((pattern) => fnmatch(pattern, text)));
        expect(kmod(modules).lookup(text)).toEqual(expected.map((one) => one.name));
      }),
      { numRuns: 1000 },
    );
  });
});
