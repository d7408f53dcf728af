/** A token from a report, replayed on the file after an unrelated device and its driver were added to it. */
import * as fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { ReportSchema } from '../../reports/schema.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import { shipped } from '../explore/saved.ts';
import { withNewcomers } from '../explore/unrelated.ts';
import { explored, HERE } from './explored.ts';
import { folderWith, probesim } from './fakes.ts';

const FILE = 'specific-defers-catch-all-wins.yaml';
const grown = (first: boolean): string => formatScenario(withNewcomers(shipped(FILE), first));
const folder = folderWith({ 'first.yaml': grown(true), 'last.yaml': grown(false) });

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('tokens of a scenario that has grown', async () => {
  const { report } = await explored([FILE.replace('.yaml', ''), '--strategy', 'random', '--runs', '100']);
  const replayed = (token: string, file: string, ...args: readonly string[]) =>
    probesim(['replay', token, '--file', path.join(folder, file), '--format', 'json', ...args], HERE);

  it.each(['first.yaml', 'last.yaml'])('are refused for %s, and shown again with --resync', (file) => {
    expect(report.findings.length).toBeGreaterThan(1);
    for (const { token, invariant, why } of report.findings) {
      const { code, err } = replayed(token, file);
      expect(code).toBe(2);
      expect(err).toContain('--resync');
      const { findings } = v.parse(ReportSchema, JSON.parse(replayed(token, file, '--resync').out));
      expect(findings).toContainEqual(expect.objectContaining({ invariant, why }));
    }
  });
});
