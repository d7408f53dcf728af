/** What swarm tells, in the text report of an exploration. */

import type { SwarmFindingReport, SwarmReport } from './explore-swarm.ts';
import { drawnText, effectText, shownText, swarmSentence } from './explore-swarm.ts';
import { count, hang } from './layout.ts';

/** Features with an effect that are told of one finding; the rest is in the JSON report. */
const EFFECTS_MAX = 4;
/** Findings of one search that are told. */
const FINDINGS_MAX = 12;

/** The lines of the section, without its heading; `all`: everything, and what was drawn for every run, too. */
export function swarmLines(swarms: readonly SwarmReport[], width: number, all: boolean): readonly string[] {
  return swarms.flatMap((swarm) => {
    const { runs, findings } = swarm;
    const told = all ? findings : findings.filter(({ hits }) => 2 * hits <= runs).slice(0, FINDINGS_MAX);
    const rest = findings.length - told.length;
    return [
      ...hang('  ', swarmSentence(swarm), width),
      ...(findings.length === 0 ? ['  All of them showed the same.'] : []),
      ...told.flatMap((finding) => findingLines(finding, swarm, width)),
      ...(rest === 0 ? [] : hang('  ', `Not listed: ${count(rest, 'thing')} ${LESS_RARE}`, width)),
      ...(all ? drawnLines(swarm, width) : hang('  ', ELSEWHERE, width)),
    ];
  });
}

const LESS_RARE = 'that came up more often.';
const ELSEWHERE =
  'What each run was allowed to do, and all that it showed: --all lists it, --format json has it.';

function findingLines(
  finding: SwarmFindingReport,
  { features, runs }: SwarmReport,
  width: number,
): readonly string[] {
  const { hits, first, effects } = finding;
  const told = (effect: 'triggers' | 'suppresses', lead: string): readonly string[] => {
    const those = effects.filter((each) => each.effect === effect);
    return [
      ...those.slice(0, EFFECTS_MAX).flatMap((each) => hang(lead, `${effectText(each)}.`, width)),
      ...more(those.length - EFFECTS_MAX, '      '),
    ];
  };
  return [
    ...hang(
      '  - ',
      `${shownText(finding)}: in ${hits.toLocaleString('en-US')} of ${count(runs, 'run')}.`,
      width,
    ),
    ...hang('      first        ', `${drawnText(first, features)}.`, width),
    ...told('triggers', '      more often   '),
    ...told('suppresses', '      less often   '),
    ...(effects.length === 0 ? hang('      by           ', NOBODY, width) : []),
  ];
}

const NOBODY = 'no single thing, as far as so many runs can tell.';

const more = (rest: number, indent: string): readonly string[] =>
  rest > 0 ? [`${indent}and ${rest} more (--format json has all)`] : [];

const RUN_BY_RUN = 'Run by run what was allowed; in brackets: one of so many chances was taken.';

/** One line for each run: the numbers of what was drawn for it. */
function drawnLines({ features, drawn, runs }: SwarmReport, width: number): readonly string[] {
  return [
    ...features.flatMap((feature, index) => hang(`  ${index + 1}: `, feature, width)),
    ...hang('  ', RUN_BY_RUN, width),
    ...drawn.flatMap(({ run, rate, on }) =>
      hang(`  run ${run} (${1 / rate}): `, on.map((index) => index + 1).join(' ') || 'nothing', width),
    ),
    ...more(runs - drawn.length, '  '),
  ];
}
