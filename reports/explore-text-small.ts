/** Under a finding in the text report of an exploration: whether it can happen in time, and its small form. */

import type { DeviceOutcome, ExploreFinding } from './explore-report.ts';
import { answersTold, answerText, leftText, minimalText, sizeText } from './explore-small.ts';
import type { Runs } from './explore-text-runs.ts';
import { timingText } from './explore-timing.ts';
import { hang } from './layout.ts';

/** Answers that are told; the rest is in the JSON report. */
const ANSWERS_MAX = 6;

/** The small form of a finding under it, or why there is none. */
export function smallLines(finding: ExploreFinding, runs: Runs): readonly string[] {
  const { shrunk, notShrunk, swap, how, byDesign } = finding;
  const { width } = runs;
  if (byDesign) return [];
  if (shrunk === null) return hang('    not shrunk   ', `${notShrunk ?? 'not asked for'}.`, width);
  const known = runs.numberOf(shrunk.token);
  if (known !== undefined) return [`    needs only   the same as above. [run-${known}]`];
  const told = answersTold(shrunk);
  const answers = told.slice(0, ANSWERS_MAX);
  const rest = told.length - answers.length;
  return [
    ...runs.lines('    needs only   ', `${leftText(shrunk)}; ${sizeText(shrunk)}.`, shrunk),
    ...answers.flatMap((answer) => hang(`      ${answer.label.padEnd(11)}`, `${answerText(answer)}.`, width)),
    ...(rest > 0 ? [`      and ${rest} more answers (--format json has all)`] : []),
    ...(swap !== null && how === null ? hang('      decides    ', swap.says, width) : []),
    ...hang('      minimal    ', `${minimalText(shrunk)}.`, width),
  ];
}

/** The mark of what only unusual timing reaches; nothing for all else. */
export function timingLines(
  { timing, token }: Pick<DeviceOutcome, 'timing' | 'token'>,
  runs: Runs,
): readonly string[] {
  const text = timingText(timing);
  // Of a run that stands above it is said there.
  return text === null || !runs.isNews(`${token} ${text}`)
    ? []
    : hang('      in time    ', `${text}.`, runs.width);
}
