/** `run` and `replay` as commands: exit codes, several files, progress; the runs themselves are fakes. */
import * as fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fakeParts, folderWith, probesim } from './fakes.ts';

const folder = folderWith({
  'ok.yaml': 'fine',
  'broken.yaml': 'breaks',
  'crash.yaml': 'crashes',
  'many/a.yaml': 'fine',
  'many/b.yml': 'breaks',
  'many/notes.txt': 'bad',
  'mixed/a.yaml': 'bad',
  'mixed/b.yaml': 'bad',
  'mixed/c.yaml': 'crashes',
  'odd.yaml': 'odd',
  'empty/readme': '',
  'shipped/lost-retry.yaml': 'shipped',
  "it's mine.yaml": 'fine',
});
const at = (name: string): string => path.join(folder, name);
const parts = fakeParts(at('shipped'));
const run = (...args: readonly string[]) => probesim(['run', ...args], parts);

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('exit codes', () => {
  it('0: nothing is broken', () => {
    expect(run(at('ok.yaml'))).toMatchObject({ code: 0, err: '' });
  });

  it('1: something is broken, and the report says what', () => {
    const { code, out } = run(at('broken.yaml'));
    expect(code).toBe(1);
    expect(out).toContain('broken: specific-over-catch-all');
  });

  it.each([
    ['no such file', [at('none.yaml')], /none\.yaml: no such file/],
    ['problems in the file', [at('mixed/a.yaml')], /^\/.*a\.yaml:1:1: a problem/],
    ['an empty folder', [at('empty')], /no scenario/],
    ['an unknown system', [at('ok.yaml'), '--system', 'linux-6.2'], /linux-6\.1, linux-6\.12/],
    ['an unknown format', [at('ok.yaml'), '--format', 'xml'], /text, json, markdown, junit/],
    ['an unknown option', [at('ok.yaml'), '--sed', '1'], /--seed/],
    ['an empty seed', [at('ok.yaml'), '--seed', ''], /a seed has 1 to/],
    ['no file', [], /missing required argument 'file'/],
  ])('2: %s', (_name, args, expected) => {
    const { code, out, err } = run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('70: a bug of ours shows stack, seed and token', () => {
    const { code, err } = run(at('crash.yaml'), '--seed', 'abc');
    expect(code).toBe(70);
    expect(err).toMatch(/TypeError: a bug\n\s+at /);
    expect(err).toMatch(/seed: abc\ntoken: p1\.t\.sabc\./);
  });
});

describe('several scenarios', () => {
  it('all files of a folder become one junit document, 1 if any is broken', () => {
    const { code, out } = run(at('many'), '--format', 'junit');
    expect(code).toBe(1);
    expect(out.match(/<testsuite /g)).toHaveLength(2);
  });

  it('the problems of all files come at once and nothing runs', () => {
    const { code, err } = run(at('mixed'));
    expect(code).toBe(2);
    expect(err).toMatch(/a\.yaml:1:1[^]*b\.yaml:1:1/);
    expect(err).not.toContain('bug');
  });
});

it('what is odd in a file is told and does not hinder', () => {
  expect(run(at('odd.yaml'))).toMatchObject({ code: 0, err: expect.stringMatching(/odd\.yaml:1:1: odd\n$/) });
});

describe('replaying', () => {
  const tokenOf = (out: string): string => /p1\.[A-Za-z0-9_.-]+/.exec(out)?.[0] ?? '';
  const replay = (...args: readonly string[]) => probesim(['replay', ...args], parts);
  const report = (...args: readonly string[]): string => run(...args, '--format', 'json').out;

  it('a shipped scenario needs no file, by name or by path', () => {
    const made = report('lost-retry', '--seed', '9', '--clock', 'untimed');
    expect(made).toBe(report(at('shipped/lost-retry.yaml'), '--seed', '9', '--clock', 'untimed'));
    expect(made).not.toContain('--file');
    expect(replay(tokenOf(made), '--format', 'json').out).toBe(made);
  });

  it('another one does, and the line in the report says so in a way that a shell understands', () => {
    const made = report(at("it's mine.yaml"));
    const { replay: line } = JSON.parse(made) as { readonly replay: string };
    expect(line).toContain(`--file '${at(`it'\\''s mine.yaml`)}'`);
    expect(replay(tokenOf(made), '--file', at("it's mine.yaml"), '--format', 'json').out).toBe(made);
    expect(replay(tokenOf(made)).err).toMatch(/none of the shipped scenarios[^]*--file FILE/);
  });

  it('finds the system that --system had chosen', () => {
    const made = report('lost-retry', '--system', 'linux-6.12');
    expect(replay(tokenOf(made), '--format', 'json').out).toBe(made);
  });

  it('refuses another scenario unless told to resync', () => {
    const token = tokenOf(report(at('ok.yaml')));
    expect(replay(token, '--file', at('broken.yaml'))).toMatchObject({ code: 2, out: '' });
    expect(replay(token, '--file', at('broken.yaml'), '--resync').code).toBe(1);
  });

  it('title and comments may change', () => {
    const token = tokenOf(report(at('ok.yaml')));
    fs.writeFileSync(at('edited.yaml'), 'fine # with a comment');
    expect(replay(token, '--file', at('edited.yaml')).code).toBe(0);
  });

  it('says when the rules are others', () => {
    const token = tokenOf(report('lost-retry'));
    const other = { ...parts, modelDigest: () => 'rules01' };
    expect(probesim(['replay', token], other).err).toMatch(/another version of the rules/);
    expect(replay(token).err).toBe('');
  });

  it('a mistyped token is the user’s mistake', () => {
    expect(replay('p1.t.s7.x.y.0000000')).toMatchObject({ code: 2, out: '' });
    expect(replay('p1.t.s7.x.y.0000000').err).toMatch(/checksum/);
  });
});
