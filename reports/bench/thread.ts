/**
 * The data and pages of the thread of 2021: `npx tsx reports/bench/thread.ts` asks `probesim compare` about its
 * scenarios under its systems, and writes results/thread.json, pages/thread.md and pages/thread.html.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompareReport } from '../compare-report.ts';
import { threadData } from '../thread-data.ts';
import { threadHtml, threadMarkdown } from '../thread-page.ts';
import { THREAD_BUDGET, THREAD_SCENARIOS, THREAD_SYSTEMS } from '../thread-positions.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'probesim-thread-'));

function compared(scenario: string): CompareReport {
  const out = path.join(folder, 'report.json');
  const { status } = spawnSync(
    process.execPath,
    [
      ...process.execArgv,
      ...['sim/main.ts', 'compare', `scenarios/${scenario}.yaml`],
      ...['--systems', THREAD_SYSTEMS.join(','), '--budget', THREAD_BUDGET, '--format', 'json', '--out', out],
    ],
    { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status !== 0) throw new Error(`compare ended with ${status} for ${scenario}`);
  process.stderr.write(`${scenario}\n`);
  return JSON.parse(readFileSync(out, 'utf8')) as CompareReport;
}

const data = threadData(THREAD_SCENARIOS.map(compared));
rmSync(folder, { recursive: true });
const reports = path.join(ROOT, 'reports');
writeFileSync(path.join(reports, 'bench/results/thread.json'), `${JSON.stringify(data, null, 1)}\n`);
writeFileSync(path.join(reports, 'pages/thread.md'), threadMarkdown(data));
writeFileSync(path.join(reports, 'pages/thread.html'), threadHtml(data));
