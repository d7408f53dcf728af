/** modprobe.d text and install commands, compared with what kmod 30 made of the same text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModprobeConfig } from '../../sim/userspace/kmod/config.ts';
import { parseInstallCommand } from '../../sim/userspace/kmod/shell.ts';

describe('modprobe.d text', () => {
  // The same text was given to kmod 30 (`modprobe -c`); these are its answers.
  const config = parseModprobeConfig(
    [
      '# c \\',
      'blacklist a1',
      'blacklist a\\2',
      '  blacklist a3',
      '  # x',
      '\tsoftdep foo  a pre: b c post: d pre: e',
      'softdep x-y pre:z',
      'alias q-[a-b]-c w-v extra',
      'alias only',
      'blacklist b-[c-d]-e',
      'blacklist a4 a5',
      'install z-z  /bin/sh -c "x y"  ',
      'bogus',
      'options m-m a=b c',
      'blacklist \\',
      ' a6',
      'include foo',
      'remove r-r x',
      'blacklist un]b',
      'blacklist un[b',
      'alias un[b x',
      'softdep neither a b',
    ].join('\n'),
  );

  it('a continued comment swallows the next line; other backslashes vanish; tabs and leading blanks do not matter', () => {
    expect([...config.blacklist]).toEqual(['a2', 'a3', 'b_[c-d]_e', 'a4', 'a6']);
  });

  it('softdep: names in front of pre: and post: do not count', () => {
    expect(config.softdeps).toEqual([
      { pattern: 'foo', pre: ['b', 'c', 'e'], post: ['d'] },
      { pattern: 'x_y', pre: [], post: [] },
      { pattern: 'neither', pre: [], post: [] },
    ]);
  });

  it('alias, install, remove, options', () => {
    expect(config.aliases).toEqual([{ pattern: 'q_[a-b]_c', module: 'w_v' }]);
    expect(config.installs).toEqual([{ pattern: 'z_z', command: '/bin/sh -c "x y"' }]);
    expect(config.removes).toEqual([{ pattern: 'r_r', command: 'x' }]);
    expect(config.options).toEqual([{ module: 'm_m', text: 'a=b c' }]);
  });

  it('what cannot be used is noted with its line', () => {
    expect(config.notes.map((note) => note.line)).toEqual([5, 9, 13, 17, 19, 20, 21]);
    expect(config.notes[2]?.text).toMatch(/bogus.*known: alias/);
  });

  it('never throws and never makes up entries', () => {
    const chars = fc.string({
      unit: fc.constantFrom('\\', '\n', ' ', '#', 'alias', 'install', 'a', '[', ']', '-', '*'),
    });
    fc.assert(
      fc.property(chars, (text) => {
        const { aliases, installs } = parseModprobeConfig(text);
        expect(aliases.length + installs.length).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
  });
});

describe('install commands', () => {
  const jobs = (text: string): readonly string[] =>
    parseInstallCommand(text).jobs.map(({ when, run }) =>
      run.do === 'modprobe'
        ? `${when} modprobe ${run.ignoreInstall ? '-i ' : ''}${run.useBlacklist ? '-b ' : ''}${run.names.join(' ')}`
        : `${when} ${run.do}`,
    );

  it.each([
    ['/bin/true', ['always true']],
    [':', ['always true']],
    ['/usr/bin/false', ['always false']],
    ['/sbin/modprobe snd-card-0 index=0', ['always modprobe snd_card_0']],
    ['/sbin/modprobe -q --ignore-install foo $CMDLINE_OPTS && /sbin/modprobe -qb bar; true', ['always true']],
    [
      'modprobe --ignore-install foo $CMDLINE_OPTS && modprobe -b bar || /bin/true ;',
      ['always modprobe -i foo', 'if-ok modprobe -b bar', 'if-failed true'],
    ],
    ['modprobe -a x y', ['always modprobe x y']],
  ])('%s', (text, expected) => {
    expect(jobs(text)).toEqual(expected);
  });

  it.each([
    'echo hi',
    'modprobe',
    'modprobe -r x',
    'modprobe $(uname -r)',
    'A=b modprobe x',
    'if true; then :; fi',
    '{ true; }',
    'modprobe $X',
    'a & b',
    '',
    'true;;true',
  ])('what it does not understand loads nothing, and says so: %s', (text) => {
    const command = parseInstallCommand(text);
    expect(command.note).toContain('loads nothing');
    expect(command.jobs).toEqual([{ when: 'always', run: { do: 'true' } }]);
  });
});
