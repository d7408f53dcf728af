/** `npm run corpus:accept`: computes the matrix anew and writes it and its pages. Takes minutes; read the diff. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { corpusHtml, corpusMarkdown } from '../../reports/corpus-page.ts';
import { scenarioFrom } from '../runs.ts';
import { corpusReport } from './corpus.ts';
import { GOLDEN_DIR, MACHINES, STORIES } from '../golden/shipped.ts';

const scenarios = Object.fromEntries(
  [...STORIES, ...MACHINES].map(({ name, text }) => [name, scenarioFrom(text)]),
);
const report = corpusReport(scenarios, (doing) => process.stderr.write(`\r\x1b[K${doing}`));
process.stderr.write('\n');
writeFileSync(path.join(GOLDEN_DIR, 'systems.json'), `${JSON.stringify(report, null, 1)}\n`);
const pages = path.join(GOLDEN_DIR, '..', '..', 'reports', 'pages');
mkdirSync(pages, { recursive: true });
writeFileSync(path.join(pages, 'systems.md'), corpusMarkdown(report));
writeFileSync(path.join(pages, 'systems.html'), corpusHtml(report));
