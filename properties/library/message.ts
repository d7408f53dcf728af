/** Why a claim does not hold, for the log of a test: what was seen, after what search, and how to see it again. */
import type { Deviation } from '../../sim/engine/choice.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { endsText, type Ends, type Sight } from './claims.ts';
import { replayLine } from './replay-line.ts';
import type { Answer, Drivers, Seen } from './seek.ts';
import { storyOf } from './story.ts';

/** Deviations that a message lists; the replay line has all. */
const LISTED_MAX = 12;

/** A matcher's failure. */
export interface Failure {
  readonly scenario: Scenario;
  /** The file of the scenario, if the replay line shall name it. */
  readonly file: string | undefined;
  /** The call as it stands in the test. */
  readonly call: string;
  readonly sight: Sight;
  readonly answer: Answer;
}

/** The whole message. */
export function failureText({ scenario, file, call, sight, answer }: Failure): string {
  const lines = [call, '', ...wrong(sight, answer), ''];
  const row = (name: string, text: string): string => `  ${name.padEnd(9)} ${text}`;
  lines.push(row('scenario', scenario.title), row('searched', answer.searched));
  if (answer.is === 'undecided')
    lines.push(row('remedy', 'a larger budget { states, runs }, or a smaller scenario'));
  if (answer.is === 'never' && sight.is !== 'breach')
    lines.push(...[...possible(sight.ends, answer.drivers)].map((text) => row('endings', text)));
  if (answer.is !== 'seen') return lines.join('\n');
  const { deviations, shortest, how } = storyOf(scenario, sight, answer);
  lines.push(row('schedule', scheduleText(deviations, shortest)));
  lines.push(...listed(deviations).map((text) => row('', text)));
  if (how !== null) lines.push(row('decides', how));
  lines.push(row('again', `npx ${replayLine({ scenario, clock: 'untimed', deviations }, file)}`));
  return lines.join('\n');
}

/** What is wrong, in a sentence. */
function wrong(sight: Sight, answer: Answer): readonly string[] {
  if (answer.is === 'undecided')
    return [`Not decided within the budget: nobody knows whether ${whether(sight)}.`];
  if (answer.is === 'seen') {
    const where = answer.deviations.length === 0 ? 'In the ordinary run' : 'In some order';
    return [`${where} ${seenText(sight, answer)}.`];
  }
  switch (sight.is) {
    case 'ending':
      return [`In no order ${endsText(sight.ends)}.`];
    case 'other ending':
      return [`In every order ${endsText(sight.ends)}.`];
    case 'breach':
      return [`${sight.invariant.name} holds in every order.`];
  }
}

function whether(sight: Sight): string {
  switch (sight.is) {
    case 'ending':
      return `${endsText(sight.ends)} in some order`;
    case 'other ending':
      return `${endsText(sight.ends)} in every order`;
    case 'breach':
      return `${sight.invariant.name} holds in every order`;
  }
}

function seenText(sight: Sight, { ends = {}, broken }: Seen): string {
  if (sight.is === 'breach') {
    const where = broken?.device ? ` on ${broken.device}` : '';
    return `${sight.invariant.name} breaks${where}: ${broken?.why ?? ''}`;
  }
  const shown = Object.entries(sight.ends).filter(
    ([device, driver]) => sight.is === 'ending' || ends[device] !== driver,
  );
  return endsText(Object.fromEntries(shown.map(([device]) => [device, ends[device] ?? null])));
}

/** `gpu: i915 or no driver`, for the devices of the claim. */
function* possible(ends: Ends, drivers: Drivers): Generator<string> {
  for (const device of Object.keys(ends)) {
    const names = [...(drivers.get(device) ?? [])].map((driver) => driver ?? 'no driver').sort();
    yield `${device}: ${names.join(' or ') || 'none seen'}`;
  }
}

function scheduleText({ length }: readonly Deviation[], shortest: boolean): string {
  if (length === 0) return 'the ordinary run';
  const least = shortest ? '; no schedule has fewer' : '';
  return `${length} ${length === 1 ? 'answer is' : 'answers are'} not the ordinary one${least}`;
}

function listed(deviations: readonly Deviation[]): readonly string[] {
  const lines = deviations.slice(0, LISTED_MAX).map(({ at, pick }) => `at ${at}: ${pick}`);
  const more = deviations.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}
