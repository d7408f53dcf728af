/**
 * An exploration for a terminal and for mail: the verdict, who can end up with each device, what has to happen for it,
 * and the line that shows it again.
 */

import pc from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { foldCommand } from './command.ts';
import type { Expected, ExploreFinding, ExploreReport, LoopReport, Verdict } from './explore-report.ts';
import { outcomeLines } from './explore-text-devices.ts';
import { numberedRuns, type Runs } from './explore-text-runs.ts';
import { smallLines, timingLines } from './explore-text-small.ts';
import { swarmLines } from './explore-text-swarm.ts';
import {
  breachesIn,
  confidenceText,
  coverageSentence,
  howSentence,
  isWell,
  refinementText,
  lockSentence,
  loopSentence,
  resultSentence,
} from './explore-verdict.ts';
import { hang, pad, plain, wrap } from './layout.ts';
import type { RenderOptions } from './render.ts';

/** Findings of one promise that are told in full; the rest differ in names. */
const FINDINGS_MAX = 3;

/** The explorations one after the other, with a line that sums up if there are several. */
export function renderExploreText(reports: readonly ExploreReport[], options: RenderOptions): string {
  const colours = pc.createColors(options.colour);
  const rule = colours.dim('='.repeat(options.width));
  const texts = reports.map((report) => one(report, options, colours));
  if (texts.length === 1) return texts.join('');
  const broken = reports.filter((report) => !isWell(report)).length;
  const sum = `${reports.length} scenarios: ${broken === 0 ? 'all well' : `${broken} with something broken`}`;
  return [...texts, `${sum}\n`].join(`${rule}\n`);
}

function one(report: ExploreReport, options: RenderOptions, colours: Colors): string {
  const { width } = options;
  const runs = numberedRuns(width);
  const sections = [
    head(report, width, colours),
    [colours.bold('WHO CAN END WITH WHAT'), ...outcomeLines(report, runs, colours, options.all ?? false)],
    findingSection(report, runs, colours),
    lockSection(report, width, colours),
    promiseSection(report, width, colours),
    swarmSection(report, options, colours),
    listSection('NOT COVERED', [...report.notCovered, ...confidenceText(report)], width, colours),
    listSection('ASSUMED (no dump can tell)', report.assumptions, width, colours),
    foot(report, width, colours),
  ];
  const shown = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return shown.join('\n\n') + '\n';
}

const REFINEMENT = 'each step of a whole run must be allowed where its device was searched alone';

function head(report: ExploreReport, width: number, colours: Colors): readonly string[] {
  const { scenario, system, clock, strategy } = report;
  const { refinement } = report.coverage;
  const field = (name: string, text: string): readonly string[] => hang(`  ${pad(name, 10)}`, text, width);
  const paint = isWell(report) ? colours.green : colours.red;
  return [
    ...wrap(plain(scenario.title), width).map((line) => colours.bold(line)),
    ...field('scenario', `${scenario.file} (${scenario.digest})`),
    ...field('system', `${system.name}: ${system.says}`),
    ...(system.quirks.length > 0 ? field('quirks', `${system.quirks.join(', ')} (guards switched off)`) : []),
    ...field(
      'clock',
      clock === 'timed' ? 'timed, durations drawn' : 'untimed: any order that the rules allow',
    ),
    ...field('searched', `${strategy.picked} (--strategy ${strategy.asked})`),
    ...(refinement === null
      ? []
      : field('checked', `refinement: ${refinementText(refinement)} (${REFINEMENT})`)),
    ...field('verdict', verdict(report)).map((line) => paint(line)),
  ];
}

const verdict = (report: ExploreReport): string =>
  `${sentence(resultSentence(report))} ${sentence(coverageSentence(report))}`;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function findingSection(report: ExploreReport, runs: Runs, colours: Colors): readonly string[] {
  const byDesign = report.findings.filter((finding) => finding.byDesign);
  const all = [...grouped(breachesIn(report)), ...grouped(byDesign)];
  if (all.length === 0) return [];
  return [colours.bold('FINDINGS'), ...all.flatMap((group) => groupLines(group, runs, colours))];
}

function grouped(findings: readonly ExploreFinding[]): readonly (readonly ExploreFinding[])[] {
  const groups = new Map<string, ExploreFinding[]>();
  for (const finding of findings)
    groups.set(finding.invariant, [...(groups.get(finding.invariant) ?? []), finding]);
  return [...groups.values()];
}

function groupLines(group: readonly ExploreFinding[], runs: Runs, colours: Colors): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { width } = runs;
  const title = `${first.byDesign ? 'by design' : 'can break'}: ${first.invariant}`;
  const paint = first.byDesign ? colours.yellow : colours.red;
  const rest = group.length - FINDINGS_MAX;
  return [
    paint(`  ${title}`),
    ...hang('    should hold  ', first.says, width),
    ...group
      .slice(0, FINDINGS_MAX)
      .flatMap((finding) => [
        ...hang('    but          ', `${finding.why}.`, width),
        ...(finding.loop ? loopLines(finding.loop, width) : []),
        ...runs.lines('      ', howSentence(finding), finding),
        ...timingLines(finding, runs),
        ...smallLines(finding, runs),
      ]),
    ...(rest > 0 ? [`    and ${rest} more like these (--format json has all)`] : []),
  ];
}

function loopLines(loop: LoopReport, width: number): readonly string[] {
  return [
    ...hang('    lasso        ', loopSentence(loop), width),
    ...loop.story.flatMap((line) => hang('      | ', plain(line), width)),
  ];
}

function lockSection({ lockOrder }: ExploreReport, width: number, colours: Colors): readonly string[] {
  if (lockOrder.length === 0) return [];
  const rings = lockOrder.flatMap(({ steps, verdict, replay }) => [
    ...hang('  ', lockSentence(verdict), width),
    ...steps.flatMap((step) => hang('      ', `${plain(step)}`, width)),
    ...(replay === null ? [] : foldCommand(plain(replay), width)),
  ]);
  return [colours.bold('LOCKS TAKEN IN A RING'), ...rings];
}

function swarmSection({ swarm }: ExploreReport, options: RenderOptions, colours: Colors): readonly string[] {
  const { width, all = false } = options;
  return swarm.length === 0
    ? []
    : [colours.bold('SWARM: WHAT BRINGS IT ABOUT'), ...swarmLines(swarm, width, all)];
}

const VERDICTS: readonly (readonly [Verdict, string])[] = [
  ['held', 'kept'],
  ['so-far', 'kept so far'],
  ['not-judged', 'not judged'],
];

function promiseSection(report: ExploreReport, width: number, colours: Colors): readonly string[] {
  const lead = (text: string): string => `  ${pad(text, 12)}`;
  const promises = VERDICTS.flatMap(([verdict, words]) => {
    const those = report.promises.filter((promise) => promise.verdict === verdict);
    if (verdict === 'not-judged')
      return those.flatMap(({ name, why }) => hang(lead(words), `${name}: ${why ?? ''}`, width));
    const names = those.map(({ name, why }) => (why === null ? name : `${name} (${why})`));
    return names.length === 0 ? [] : hang(lead(words), names.join(', '), width);
  });
  const expected = report.expectations.flatMap((each) => {
    const paint = each.verdict === 'broken' ? colours.red : (text: string): string => text;
    return hang(lead(EXPECTED[each.expects][each.verdict]), expectedText(each), width).map((line) =>
      paint(line),
    );
  });
  return [
    ...(promises.length === 0 ? [] : [colours.bold('PROMISES'), ...promises]),
    ...(expected.length === 0 ? [] : [colours.bold('EXPECTED BY THE FILE'), ...expected]),
  ];
}

const KEPT = {
  held: 'kept',
  'so-far': 'kept so far',
  broken: 'NOT KEPT',
  'not-judged': 'not judged',
} as const;
const EXPECTED = {
  ends: KEPT,
  never: { ...KEPT, held: 'never', 'so-far': 'never so far' },
  sometimes: { ...KEPT, held: 'possible', 'so-far': 'not yet seen' },
} as const;

function expectedText({ expects, claim, verdict, why }: Expected): string {
  const said = expects === 'ends' ? claim : `${expects}: ${claim}`;
  return (verdict === 'broken' || verdict === 'not-judged') && why !== null ? `${said} (${why})` : said;
}

function listSection(
  title: string,
  items: readonly string[],
  width: number,
  colours: Colors,
): readonly string[] {
  return items.length === 0
    ? []
    : [colours.bold(title), ...items.flatMap((item) => hang('  - ', item, width))];
}

/** The last lines are what is still on the screen after a long report. */
function foot(report: ExploreReport, width: number, colours: Colors): readonly string[] {
  const paint = isWell(report) ? colours.green : colours.red;
  return [
    colours.dim('the same exploration again:'),
    ...foldCommand(plain(report.again), width),
    '',
    ...wrap(plain(verdict(report)), width).map((line) => paint(line)),
  ];
}
