/** `probesim check-log` on logs of real kernels (properties/observed/logs) and on some that are none. */
import * as fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { PARTS } from '../../sim/cli/glue.ts';
import { LogReportSchema } from '../../reports/check-log-schema.ts';
import { folderWith, probesim } from './fakes.ts';

const MESSAGES = fs.readFileSync(
  fileURLToPath(new URL('../observed/logs/6.1/dmesg.txt', import.meta.url)),
  'utf8',
);
/** The last lines of the boot: made-up devices, before the guest binds by hand. */
const made = MESSAGES.replace(/^.*from here on by hand[^]*/m, '')
  .split('\n')
  .filter((line) => /made-up|supplie|failing|waiting|linked/.test(line))
  .join('\n');
const added = /^.*waiting: Added to deferred list\n/m;
/** One card as it was bound first, and as it was bound once more at last, by hand. */
const told = MESSAGES.split('\n').filter((line) => /0000:00:03\.0|add driver e1000$/.test(line));
const isBound = (line: string): boolean => /driver_bound: .*0000:00:03\.0/.test(line);
const again = told.findLastIndex((line) => /matched device.*e1000$/.test(line));
const card = [...told.slice(0, told.findIndex(isBound) + 1), ...told.slice(again)].join('\n');
const SCENARIO = `
buses: { made-up: {} }
devices: { supplier: { bus: made-up, modalias: "m:supplier" } }
drivers: { supplies: { bus: made-up, matches: ["m:supplier"] } }
story: [{ add: supplier }, { register: supplies }]
`;

const folder = folderWith({
  'good.txt': made,
  'bad.txt': made.replace(added, ''),
  'card.txt': card,
  'no-log.txt': 'nothing of it\n',
  'unnamed.txt': made.replace('supplier supplier not ready', 'wait for supplier /soc/clock'),
  'own.yaml': `title: a device and its driver${SCENARIO}`,
  'other.yaml': `title: it is never registered${SCENARIO.replace(', { register: supplies }', '')}`,
});
const check = (name: string, ...more: readonly string[]) =>
  probesim(['check-log', path.join(folder, name), ...more], PARTS);
const json = (name: string, ...more: readonly string[]) =>
  v.parse(LogReportSchema, JSON.parse(check(name, ...more, '--format', 'json').out));

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('device by device', () => {
  it('a log that the model admits: a sentence, exit code 0', () => {
    expect(check('good.txt')).toMatchObject({ code: 0, out: '4 of 4 devices as the model has it\n' });
    expect(check('good.txt', '--all').out).toContain('linked (with supplier): ');
  });

  it('one that it does not: place, line and what was allowed there, exit code 1', () => {
    const { code, out } = check('bad.txt');
    expect(code).toBe(1);
    const retried =
      made
        .replace(added, '')
        .split('\n')
        .findIndex((text) => /waiting: Retrying/.test(text)) + 1;
    expect(out).toMatch(
      new RegExp(`^waiting: the first line .*\n.*bad\\.txt:${retried}: .*waiting: Retrying`),
    );
    expect(out).toContain('the model allows there:');
    expect(out).toContain('say --by-hand');
  });

  it('one that says too little of a device: named, with the reason, exit code 0', () => {
    const { code, out } = check('unnamed.txt');
    expect(code).toBe(0);
    expect(out).toContain('linked: not checked: it waits for a supplier that the log does not name');
    expect(out).toContain('3 of 3 devices as the model has it; 1 more could not be checked');
  });

  it('as JSON, which is what the schema says', () => {
    const { checked, notChecked } = json('bad.txt');
    expect(notChecked).toEqual([]);
    const linked = checked.find(({ device }) => device === 'linked');
    expect(linked).toMatchObject({ suppliers: ['supplier'] });
    const waiting = checked.find(({ device }) => device === 'waiting');
    expect(waiting?.verdict).toBe('contradicted');
    expect(waiting?.misfit?.text).toContain('waiting: Retrying');
  });

  it('a probe that only an unbind by hand explains: supposed if asked to, and told', () => {
    expect(check('card.txt').code).toBe(1);
    expect(check('card.txt', '--by-hand')).toMatchObject({ code: 0 });
    const [part] = json('card.txt', '--by-hand').checked;
    expect(part?.supposed.map(({ actions }) => actions.length)).toContain(2);
    expect(part?.supposed[0]?.actions.join()).toMatch(/^unbind: .*e1000.*,bind: .*e1000/);
    const hint = `if somebody wrote before line ${part?.supposed[0]?.beforeLine}: unbind`;
    expect(check('card.txt', '--by-hand').out).toContain(hint);
  });

  it('into a file', () => {
    const out = path.join(folder, 'report.json');
    expect(check('good.txt', '--format', 'json', '--out', out)).toMatchObject({ code: 0, out: '' });
    expect(v.parse(LogReportSchema, JSON.parse(fs.readFileSync(out, 'utf8'))).checked.length).toBe(4);
  });
});

describe('a whole scenario', () => {
  it('that did it', () => {
    const { code, out } = check('good.txt', '--scenario', path.join(folder, 'own.yaml'));
    expect(out).toMatch(/own\.yaml: \d+ lines, all as the model has them\n$/);
    expect(code).toBe(0);
  });

  it('that could not have', () => {
    const { code, out } = check('good.txt', '--scenario', path.join(folder, 'other.yaml'));
    expect(out).toContain('the first line that the model does not admit');
    expect(code).toBe(1);
  });
});

describe('mistakes: one message, exit code 2', () => {
  it.each([
    [['no-log.txt'], 'has no line about driver probing'],
    [['missing.txt'], 'no such file'],
    [['good.txt', '--by-hand', '--scenario', 'x.yaml'], 'write what was done into the story'],
    [['good.txt', '--format', 'xml'], 'Allowed choices are text, json'],
  ])('%j', (args, message) => {
    const [file = '', ...more] = args;
    const { code, out, err } = check(file, ...more);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
