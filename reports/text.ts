/**
 * For a terminal and for mail: the verdict, what became of each device, each story, and the line that shows it again.
 */

import pc from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { foldCommand } from './command.ts';
import { waitCycle, type Blocked } from './cycle.ts';
import { hang, pad, plain, seconds, wrap } from './layout.ts';
import type { RenderOptions } from './render.ts';
import type { Finding, Report } from './report.ts';
import { listing, surprises } from './stories.ts';
import { deviceLines } from './text-devices.ts';
import { traceLines } from './trace.ts';
import { clockSentence, endingSentence, isFine, verdict } from './verdict.ts';

/** The report for a terminal, at most `width` columns. */
export function renderText(report: Report, options: RenderOptions): string {
  const colours = pc.createColors(options.colour);
  const sections = [
    head(report, options.width, colours),
    options.trace ? traceSection(report, colours) : [],
    [colours.bold('DEVICES'), ...deviceLines(report, options, colours)],
    surpriseSection(report, options.width, colours),
    findingSection(report, options.width, colours),
    deadlockSection(report, options.width, colours),
    promiseSection(report, options.width, colours),
    listSection('ASSUMED (no dump can tell)', report.assumptions, options.width, colours),
    foot(report, options.width, colours),
  ];
  const shown = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return shown.join('\n\n') + '\n';
}

/** Several reports, one after the other, with a line that sums up. */
export function renderManyText(reports: readonly Report[], options: RenderOptions): string {
  const colours = pc.createColors(options.colour);
  const rule = colours.dim('='.repeat(options.width));
  const broken = reports.filter((report) => !isFine(report)).length;
  const sum = `${reports.length} scenarios: ${broken === 0 ? 'all ok' : `${broken} broken`}`;
  return [...reports.map((report) => renderText(report, options)), `${sum}\n`].join(`${rule}\n`);
}

function head(report: Report, width: number, colours: Colors): readonly string[] {
  const field = (name: string, text: string): readonly string[] => hang(`  ${pad(name, 10)}`, text, width);
  const { scenario, system } = report;
  const paint = isFine(report) ? colours.green : colours.red;
  return [
    ...wrap(plain(scenario.title), width).map((line) => colours.bold(line)),
    ...field('scenario', `${scenario.file} (${scenario.digest})`),
    ...field('system', `${system.name}: ${system.says}`),
    ...(system.quirks.length > 0 ? field('quirks', `${system.quirks.join(', ')} (guards switched off)`) : []),
    ...field('clock', clockSentence(report)),
    ...field('ended', endingSentence(report)),
    ...field('verdict', verdict(report)).map((line) => paint(line)),
  ];
}

/** Not folded, whatever the width: one fact is one line, as in a kernel log, so that it can be searched. */
function traceSection(report: Report, colours: Colors): readonly string[] {
  return report.facts === undefined ? [] : [colours.bold('TRACE'), ...traceLines(report)];
}

function surpriseSection(report: Report, width: number, colours: Colors): readonly string[] {
  const lines = surprises(report).flatMap(({ device, sentence }) => {
    return wrap(plain(`${device}: ${sentence}.`), width - 4).map(
      (line, i) => (i === 0 ? '  ' : '    ') + line,
    );
  });
  return lines.length === 0 ? [] : [colours.bold('WORTH A LOOK'), ...lines];
}

function findingSection(report: Report, width: number, colours: Colors): readonly string[] {
  if (report.findings.length === 0) return [];
  return [
    colours.bold('FINDINGS'),
    ...report.findings.flatMap((finding) => story(finding, report, width, colours)),
  ];
}

function story(finding: Finding, report: Report, width: number, colours: Colors): readonly string[] {
  const field = (name: string, text: string): readonly string[] => hang(`    ${pad(name, 15)}`, text, width);
  const about = [
    finding.device && `on ${slotOf(finding)}${finding.device}`,
    finding.strength && `(${finding.strength})`,
  ];
  const title = [finding.byDesign ? 'by design:' : 'broken:', finding.invariant, ...about]
    .filter(Boolean)
    .join(' ');
  const paint = finding.byDesign ? colours.yellow : colours.red;
  return [
    ...hang('  ', title, width).map((line) => paint(line)),
    ...field('should hold', finding.says),
    ...field(finding.byDesign ? 'what happened' : 'why it broke', finding.why),
    ...(finding.at === null ? [] : field('when', `${seconds(finding.at)}s`)),
    ...(finding.byDesign ? field('', 'The system declares this an exception: shown, but not counted.') : []),
    ...(finding.token === report.token
      ? []
      : foldCommand(`npx probesim replay ${plain(finding.token)}`, width)),
  ];
}

/** `category audit of `, or nothing for the main slot. */
export const slotOf = ({ slot }: Pick<Finding, 'slot'>): string => (slot === undefined ? '' : `${slot} of `);

function deadlockSection({ ending }: Report, width: number, colours: Colors): readonly string[] {
  if (ending.blocked.length === 0) return [];
  const cycle = waitCycle(ending.blocked);
  const others = ending.blocked.filter((entry) => !cycle.includes(entry));
  const line = (entry: Blocked): readonly string[] => hang('    ', waits(entry), width);
  const first = cycle[0];
  return [
    colours.bold(ending.is === 'deadlock' ? 'DEADLOCK' : 'STILL WAITING'),
    ...(first === undefined ? [] : ['  each waits for the next, the last for the first:']),
    ...cycle.flatMap(line),
    ...(others.length === 0 || first === undefined ? [] : ['  and because of them, or for ever:']),
    ...others.slice(0, 20).flatMap(line),
    ...(others.length > 20 ? [`    and ${others.length - 20} more`] : []),
  ];
}

/** Who waits for what, and who has it. */
export function waits({ process, waitsFor, heldBy }: Blocked): string {
  const holders = heldBy.length === 0 ? 'which nobody will give' : `held by ${listing(heldBy)}`;
  return `${process} waits for ${waitsFor}, ${holders}`;
}

function promiseSection(report: Report, width: number, colours: Colors): readonly string[] {
  const held = report.invariants.filter((invariant) => invariant.held).map(({ name }) => name);
  const lines = [
    ...(held.length > 0 ? hang('  held        ', held.join(', '), width) : []),
    ...report.notJudged.flatMap((claim) => hang('  not judged  ', `${claim} (one run cannot tell)`, width)),
  ];
  return lines.length === 0 ? [] : [colours.bold('PROMISES'), ...lines];
}

function listSection(
  title: string,
  items: readonly string[],
  width: number,
  colours: Colors,
): readonly string[] {
  if (items.length === 0) return [];
  return [colours.bold(title), ...items.flatMap((item) => hang('  - ', item, width))];
}

function foot(report: Report, width: number, colours: Colors): readonly string[] {
  return [
    colours.dim(`trace hash ${plain(report.traceHash)}; the same run again:`),
    ...foldCommand(plain(report.replay), width),
  ];
}
