/** `shrink` as a command: what it prints, what it refuses, and once with everything real behind it. */
import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../sim/cli/glue.ts';
import { decodeToken } from '../../sim/explore/token.ts';
import { fakeParts, folderWith, probesim } from './fakes.ts';

const folder = folderWith({ 'shipped/breaks.yaml': 'breaks', 'mine.yaml': 'breaks # mine' });
const at = (name: string): string => path.join(folder, name);
const parts = fakeParts(at('shipped'));
const tokenOf = (report: string): string => (JSON.parse(report) as { readonly token: string }).token;
const token = tokenOf(probesim(['run', at('shipped/breaks.yaml'), '--format', 'json'], parts).out);
const shrink = (...args: readonly string[]) => probesim(['shrink', ...args], parts);

describe('shrinking', () => {
  it('prints the small scenario, why it shows the finding, and a token that carries it', () => {
    const { code, out, err } = shrink(token);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^no-deadlock breaks\n/);
    for (const part of [
      'SCENARIO\n  breaks',
      'If a comes first, b.\n  If b comes first, a.',
      '   # a',
      'needed     b goes on (or c), and not a',
      'proved minimal: no order needs fewer deviations, and none of its 2 parts',
    ])
      expect(out).toContain(part);
    const decoded = decodeToken(/probesim replay (\S+)/.exec(out)?.[1] ?? '');
    expect(decoded).toMatchObject({ ok: true, token: { embedded: 'breaks\n', seed: null } });
  });

  it('writes the scenario to a file if asked', () => {
    expect(shrink(token, '--out', at('small.yaml')).code).toBe(0);
    expect(fs.readFileSync(at('small.yaml'), 'utf8')).toBe('breaks\n');
  });

  it('keeps what the user names', () => {
    expect(shrink(token, '--keep', 'igd').out).toMatch(/^igd breaks/);
    expect(shrink(token, '--keep', 'nothing')).toMatchObject({ code: 2, out: '' });
  });

  it.each([
    [['p1.t.s7.x.y.0000000'], /checksum/],
    [[token, '--runs', '0'], /--runs wants a number/],
    [[token, '--runs', '1e3'], /--runs wants a number/],
    [[token, '--file', at('none.yaml')], /none\.yaml/],
    [[token, '--out', at('no/such/folder.yaml')], /no such file or folder/],
  ])('refuses %j', (args, problem) => {
    const { code, out, err } = shrink(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(problem);
  });
});

describe('shrinking for real', () => {
  const run = (...args: readonly string[]) => probesim(args, PARTS);
  const made = (seed: string): string =>
    run('run', 'two-unbinds-of-a-supplier', '--seed', seed, '--clock', 'untimed', '--format', 'json').out;

  it('the token of the small scenario shows the finding again', () => {
    const { out } = run('shrink', tokenOf(made('4')));
    expect(out).toMatch(/^suppliers-first breaks on regulator\n/);
    expect(out).toMatch(/WHAT DECIDES\n {2}If "released" of first tool comes directly before/);
    expect(out).toMatch(/WHAT LED TO IT\n[^]*<== suppliers-first breaks on regulator/);
    expect(out).toMatch(/IN TIME\n {2}(?:possible|impossible|undecided)/);
    const small = /probesim replay (\S+)/.exec(out)?.[1] ?? '';
    expect(run('replay', small)).toMatchObject({ code: 1 });
    expect(run('replay', small).out).toContain('broken: suppliers-first on regulator');
  });

  it('an ending can be kept where no promise is broken', () => {
    const fine = tokenOf(
      run('run', 'unbind-then-late-driver', '--seed', '2', '--clock', 'untimed', '--format', 'json').out,
    );
    expect(run('shrink', fine).err).toMatch(/breaks no promise; name a device[^]*--keep nic/);
    expect(run('shrink', fine, '--keep', 'nic').out).toMatch(/^nic ends with no driver\n/);
    expect(run('shrink', fine, '--keep', 'nick').err).toMatch(/no such promise and has no such device/);
  });
});
