/** What the command line writes, where, and in which colours. */
import * as fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fakeParts, folderWith, probesim } from './fakes.ts';

const folder = folderWith({
  'ok.yaml': 'fine',
  'broken.yaml': 'breaks',
  'shipped/x.yaml': 'x',
  'kept.txt': 'old',
});
const at = (name: string): string => path.join(folder, name);
const parts = fakeParts(at('shipped'));
const terminal = { outIsTerminal: true, errIsTerminal: true, columns: 120 };
const run = (args: readonly string[], around = {}) =>
  probesim(['run', at('ok.yaml'), ...args], parts, around);
const coloured = ({ out }: { readonly out: string }): boolean => out.includes('\u001b[');

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('colours', () => {
  it.each([
    ['a terminal', [], terminal, true],
    ['a pipe', [], {}, false],
    ['NO_COLOR', [], { ...terminal, env: { NO_COLOR: '1' } }, false],
    ['an empty NO_COLOR', [], { ...terminal, env: { NO_COLOR: '' } }, true],
    ['a dumb terminal', [], { ...terminal, env: { TERM: 'dumb' } }, false],
    ['--no-color', ['--no-color'], terminal, false],
    ['--color in a pipe', ['--color'], {}, true],
    ['--color beats NO_COLOR', ['--color'], { env: { NO_COLOR: '1' } }, true],
  ])('%s', (_name, args, around, expected) => {
    expect(coloured(run(args, around))).toBe(expected);
  });

  it('json never has any', () => {
    expect(coloured(run(['--color', '--format', 'json'], terminal))).toBe(false);
  });

  it('are not written to a file', () => {
    run(['--out', at('plain.txt')], terminal);
    expect(fs.readFileSync(at('plain.txt'), 'utf8')).not.toContain('\u001b');
  });
});

describe('what is shown', () => {
  it('is never wider than 80 columns, and narrower if the terminal is', () => {
    const longest = (columns: number): number => {
      return Math.max(
        ...run(['--no-color'], { ...terminal, columns })
          .out.split('\n')
          .map((line) => line.length),
      );
    };
    expect(longest(200)).toBeLessThanOrEqual(80);
    expect(longest(70)).toBeLessThanOrEqual(70);
  });

  it('has the trace only with --trace', () => {
    expect(run([]).out).not.toContain('really_probe');
    expect(run(['--trace']).out).toContain('really_probe');
  });
});

describe('--out', () => {
  it('has what would have been printed, replaces the file, prints nothing', () => {
    expect(run(['--out', at('kept.txt')])).toEqual({ code: 0, out: '', err: '' });
    expect(fs.readFileSync(at('kept.txt'), 'utf8')).toBe(run([]).out);
  });

  it('keeps the exit code of a breach', () => {
    expect(probesim(['run', at('broken.yaml'), '--out', at('b.txt')], parts).code).toBe(1);
  });

  it.each([
    ['in no folder', 'none/report.txt', /cannot write .*none\/report\.txt: no such file or folder/],
    ['that is a folder', 'shipped', /it is a folder/],
    ['below a file', 'ok.yaml/report.txt', /is not a folder/],
  ])('%s is one clear line', (_name, file, expected) => {
    const shown = run(['--out', at(file)]);
    expect(shown).toMatchObject({ code: 2, out: '' });
    expect(shown.err).toMatch(expected);
    expect(shown.err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('on a full disk is one clear line', () => {
    // Linux has a device for just this.
    if (!fs.existsSync('/dev/full')) return;
    expect(run(['--out', '/dev/full'])).toMatchObject({ code: 2, out: '' });
    expect(run(['--out', '/dev/full']).err).toMatch(/no space left/);
    expect(fs.statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('leaves nothing half-written and follows a symbolic link', () => {
    fs.symlinkSync(at('kept.txt'), at('link.txt'));
    run(['--out', at('link.txt'), '--format', 'json']);
    expect(fs.lstatSync(at('link.txt')).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(at('kept.txt'), 'utf8')).toMatch(/^\{/);
    expect(fs.readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });
});

describe('progress', () => {
  const slow = (errIsTerminal: boolean): string => {
    let clock = 0;
    const ticking = fakeParts(at('shipped'), {
      runner: (job) => {
        for (let i = 0; i < 5; i++) job.progress(`${i},000 steps`);
        return parts.runner(job);
      },
    });
    return probesim(['run', at('ok.yaml')], ticking, { errIsTerminal, now: () => (clock += 700) }).err;
  };

  it('is shown after two seconds on a terminal, and wiped', () => {
    expect(slow(true)).toMatch(/\rfine|steps/);
    expect(slow(true)).toMatch(/\r\u001b\[K$/);
    expect(slow(true)).not.toContain('0,000 steps');
  });

  it('is not shown in a pipe', () => {
    expect(slow(false)).toBe('');
  });
});
