/** An exploration for issue trackers and job summaries: the text report's content as GitHub-flavoured Markdown. */

import { slotsText } from './slots.ts';
import type {
  DeviceOutcome,
  ExploreFinding,
  ExploreReport,
  LockRing,
  LoopReport,
  Seen,
} from './explore-report.ts';
import { answersTold, answerText, leftText, minimalText, sizeText } from './explore-small.ts';
import { drawnText, effectText, shownText, swarmSentence, type SwarmReport } from './explore-swarm.ts';
import { timingText } from './explore-timing.ts';
import {
  confidenceText,
  coverageSentence,
  howSentence,
  isWell,
  lockSentence,
  loopSentence,
  refinementText,
  resultSentence,
  shareText,
  undecidedIn,
} from './explore-verdict.ts';
import { plain } from './layout.ts';
import { codeSpan, details, escape, fence, section } from './markdown.ts';
import type { RenderOptions } from './render.ts';

/** Explorations one after another, a rule between them. */
export function renderExploreMarkdown(reports: readonly ExploreReport[], options: RenderOptions): string {
  return reports.map((report) => one(report, options)).join('\n---\n\n');
}

function one(report: ExploreReport, { all = false }: RenderOptions): string {
  const { scenario, system, strategy, clock, findings, lockOrder, expectations } = report;
  const { notCovered, assumptions, swarm } = report;
  const { refinement } = report.coverage;
  const facts = [
    `- scenario: ${codeSpan(scenario.file)} (${codeSpan(scenario.digest)})`,
    `- system: ${escape(system.name)}`,
    `- clock: ${clock}`,
    `- searched: ${escape(strategy.picked)}`,
    `- covered: ${escape(coverageSentence(report))}`,
    ...(refinement === null ? [] : [`- refinement: ${escape(refinementText(refinement))}`]),
  ];
  const notKept = expectations.filter(({ verdict }) => verdict === 'broken');
  return [
    `## ${isWell(report) ? '✅' : '❌'} ${escape(scenario.title)}: ${escape(resultSentence(report))}`,
    facts.join('\n'),
    section(
      'Findings',
      findings.map((finding) => {
        const title = `**${escape(finding.invariant)}**${finding.byDesign ? ' — by design' : ''}`;
        const told = `${title}: ${escape(finding.why)}. ${escape(howSentence(finding))}`;
        const loop = finding.loop ? [loopText(finding.loop)] : [];
        const parts = [...loop, again(finding), ...inTime(finding), ...small(finding)];
        return `- ${told}\n\n${indented(parts.join('\n\n'))}`;
      }),
    ),
    section('Locks taken in a ring', lockOrder.map(ringText)),
    section(
      'Not as expected',
      notKept.map(({ claim, why }) => `- ${escape(claim)}: ${escape(why ?? 'not so')}`),
    ),
    devices(report, all),
    section('Swarm', swarm.flatMap(swarmItems)),
    section(
      'Not covered',
      [...notCovered, ...confidenceText(report)].map((text) => `- ${escape(text)}`),
    ),
    section(
      'Assumed',
      assumptions.map((text) => `- ${escape(text)}`),
    ),
    `The same exploration again:\n\n${fence(plain(report.again))}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const again = ({ replay }: Pick<Seen, 'replay'>): string => fence(plain(replay));

/** The mark of what only unusual timing reaches. */
function inTime({ timing }: Pick<DeviceOutcome, 'timing'>): readonly string[] {
  const text = timingText(timing);
  return text === null ? [] : [`In time: ${escape(text)}.`];
}

/** The small form of a finding: what it needs, and its scenario folded away. */
function small({ shrunk, notShrunk, byDesign }: ExploreFinding): readonly string[] {
  if (byDesign) return [];
  if (shrunk === null) return [`Not shrunk: ${escape(notShrunk ?? 'not asked for')}.`];
  const answers = answersTold(shrunk).map((answer) => `- ${answer.label}: ${escape(answerText(answer))}`);
  return [
    `Needs only ${escape(leftText(shrunk))}; ${sizeText(shrunk)}; ${escape(minimalText(shrunk))}.`,
    ...(answers.length > 0 ? [answers.join('\n')] : []),
    details(
      'The small scenario, and the run again',
      `${fence(plainLines(shrunk.scenario))}\n\n${again(shrunk)}`,
    ),
  ];
}

/** Line breaks are meant, anything else that could steer a reader is not. */
const plainLines = (text: string): string => text.trimEnd().split('\n').map(plain).join('\n');

/** What was drawn for each run is in the JSON report. */
function swarmItems(swarm: SwarmReport): readonly string[] {
  const items = swarm.findings.map((finding) => {
    const { hits, first, effects } = finding;
    const each = effects.map((effect) => `  - ${effect.effect}: ${escape(effectText(effect))}`);
    const told = `- ${escape(shownText(finding))}: ${hits} of ${swarm.runs}; first in ${escape(drawnText(first, swarm.features))}`;
    return [told, ...each].join('\n');
  });
  return [escape(swarmSentence(swarm)), '', ...items];
}

function ringText({ steps, verdict, replay }: LockRing): string {
  const run = replay === null ? '' : `\n\n${indented(fence(plain(replay)))}`;
  return `- ${lockSentence(verdict)} ${steps.map(escape).join('; ')}.${run}`;
}

const loopText = (loop: LoopReport): string =>
  `${escape(loopSentence(loop))}\n\n${details('One round', fence(loop.story.map(plain).join('\n')))}`;

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');

function devices(report: ExploreReport, all: boolean): string {
  const open = undecidedIn(report);
  const named = Object.entries(report.devices);
  const told = named
    .filter(([name]) => open.includes(name))
    .map(([name, { outcomes }]) => `- **${escape(name)}**\n${outcomes.map(outcome).join('\n')}`);
  const settled = named.filter(([name]) => !open.includes(name));
  const rows = settled.map(([name, { outcomes }]) => {
    const [only] = outcomes;
    return `| ${escape(name)} | ${only ? escape((only.driver ?? 'none') + slotsText(only.slots)) : 'not known'} |`;
  });
  const table = ['| device | always |', '|---|---|', ...rows].join('\n');
  const folded = all
    ? table
    : details(
        rows.length === 1
          ? 'One that always ends the same way'
          : `${rows.length} that always end the same way`,
        table,
      );
  return section('Who can end with what', [...told, ...(rows.length > 0 ? ['', folded] : [])]);
}

function outcome(one: DeviceOutcome): string {
  const share = one.share ? ` ${shareText(one.share)} of runs.` : '';
  const told = indented(indented([again(one), ...inTime(one)].join('\n\n')));
  return `  - ${escape((one.driver ?? 'no driver') + slotsText(one.slots))}: ${escape(howSentence(one))}${share}\n\n${told}\n`;
}
