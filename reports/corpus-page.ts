/** The matrix *system x promise* as Markdown and as a page: facts, no ranking. */

import { COLUMNS } from './compare-words.ts';
import {
  CORPUS_VERDICTS,
  tallyOf,
  type CorpusReport,
  type CorpusSystem,
  type CorpusWitness,
} from './corpus-report.ts';
import { escaped, htmlCommand, htmlDetails, htmlTable, page, type Cell } from './html.ts';
import { codeSpan, details, escape, fence, section } from './markdown.ts';

const TITLE = 'Every system on every shipped scenario';

const INTRO =
  'Each cell counts the scenarios in which the promise holds in every order, holds in all that was tried, or can break. ' +
  'The same devices, drivers, story and module database for all; what a driver bids or ranks is deduced from its ids where ' +
  'the scenario does not say. A system that was read in documents only, or that nobody has built, says so.';

const heads = (report: CorpusReport): string[] =>
  report.promises.map((name) => COLUMNS.find(([promise]) => promise === name)?.[1] ?? name);

/** `31 hold, 2 so far, 4 break`. */
function cellText(report: CorpusReport, system: string, promise: string): string {
  const tally = tallyOf(report, system, promise);
  const part = (verdicts: readonly ('h' | 's' | 'b' | 'o' | 'd' | 'n')[], words: string): string => {
    const sum = verdicts.reduce((all, verdict) => all + (tally.get(verdict) ?? 0), 0);
    return sum === 0 ? '' : `${sum} ${words}`;
  };
  const texts = [
    part(['h'], 'hold'),
    part(['s'], 'so far'),
    part(['b'], 'break'),
    part(['o'], 'break if loadable counts'),
    part(['d'], 'by design'),
  ].filter((text) => text !== '');
  return texts.join(', ') || 'not asked';
}

const notes = ({ readFrom }: CorpusSystem): string =>
  readFrom === 'code' ? '' : readFrom === 'documents' ? ' (documents only)' : ' (proposal)';

const sentence = ({ scenario, device, why }: CorpusWitness): string =>
  `${scenario}${device === null ? '' : `, ${device}`}: ${why}`;

/** Stories and machines are found by their token; the experiments are named. */
function command({ token, scenario }: CorpusWitness): string {
  const file = scenario.startsWith('experiments/') ? ` --file scenarios/${scenario}.yaml` : '';
  return `npx probesim replay ${token}${file}`;
}

const anchorOf = (system: string, promise: string): string => `${system}-${promise}`.replaceAll('.', '-');

/** A break leads to the run that shows it. */
function linked(report: CorpusReport, system: string, promise: string): string {
  const text = escape(cellText(report, system, promise));
  return report.witnesses[system]?.[promise] ? `[${text}](#${anchorOf(system, promise)})` : text;
}

/** The matrix as GitHub-flavoured Markdown. */
export function corpusMarkdown(report: CorpusReport): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = report.systems.map((system) =>
    line([
      escape(system.name) + notes(system),
      ...report.promises.map((promise) => linked(report, system.name, promise)),
    ]),
  );
  const witnesses = report.systems.flatMap(({ name }) =>
    Object.entries(report.witnesses[name] ?? {}).map(
      ([promise, witness]) =>
        `<a id="${anchorOf(name, promise)}"></a>\n` +
        details(
          `${escape(name)}: ${escape(promise)}`,
          `${escape(sentence(witness))}.\n\n${fence(command(witness))}`,
        ),
    ),
  );
  return `${[
    `# ${TITLE}`,
    `${INTRO} ${Object.keys(report.verdicts).length} scenarios, ${report.systems.length} systems.`,
    [line(['system', ...heads(report)]), `|${'---|'.repeat(report.promises.length + 1)}`, ...rows].join('\n'),
    section(
      'What the counts mean',
      Object.values(CORPUS_VERDICTS).map((text) => `- ${text}`),
    ),
    section(
      'The systems',
      report.systems.map(({ name, says }) => `- ${codeSpan(name)}: ${escape(says)}`),
    ),
    section('One run for each break', witnesses),
  ].join('\n\n')}\n`;
}

/** The matrix as a page: each break leads to the line that shows it. */
export function corpusHtml(report: CorpusReport): string {
  const idOf = (system: string, promise: string): string => `${system}-${promise}`;
  const rows = report.systems.map((system): (string | Cell)[] => [
    system.name + notes(system),
    ...report.promises.map((promise): Cell => {
      const text = cellText(report, system.name, promise);
      const breaks = report.witnesses[system.name]?.[promise] !== undefined;
      const tally = tallyOf(report, system.name, promise);
      const kind = tally.has('b') || tally.has('o') ? 'broken' : tally.has('d') ? 'by-design' : 'held';
      return breaks ? { text, kind, leadsTo: idOf(system.name, promise) } : { text, kind };
    }),
  ]);
  const witnesses = report.systems.flatMap(({ name }) =>
    Object.entries(report.witnesses[name] ?? {}).map(([promise, witness]) =>
      htmlDetails(
        idOf(name, promise),
        `${name}: ${promise}`,
        `<p>${escaped(sentence(witness))}.</p>\n${htmlCommand(command(witness))}`,
      ),
    ),
  );
  return page(TITLE, [
    `<h1>${TITLE}</h1>`,
    `<p>${escaped(INTRO)}</p>`,
    htmlTable(['system', ...heads(report)], rows),
    `<h2>The systems</h2>\n<ul>${report.systems.map(({ name, says }) => `<li><b>${escaped(name)}</b>: ${escaped(says)}</li>`).join('\n')}</ul>`,
    `<h2>One run for each break</h2>`,
    ...witnesses,
  ]);
}
