/** Runs that a text report shows, numbered: one run may show several things, and its command is printed once. */

import { foldCommand } from './command.ts';
import type { Seen } from './explore-report.ts';
import { hang, plain } from './layout.ts';

export interface Runs {
  readonly width: number;
  /** The number of a run that was shown already. */
  readonly numberOf: (token: string) => number | undefined;
  /** Whether a text is asked about for the first time. */
  readonly isNews: (text: string) => boolean;
  /** How something comes about, behind `lead`, and the command that shows it unless it stands above. */
  readonly lines: (lead: string, how: string, seen: Pick<Seen, 'token' | 'replay'>) => readonly string[];
}

/** A text of this length is shorter than a look for where it stands. */
const SHORT = 40;

/** A new numbering, from run 1 on. */
export function numberedRuns(width: number): Runs {
  const numbers = new Map<string, number>();
  const said = new Set<string>();
  const isNews = (text: string): boolean => {
    const isNew = !said.has(text);
    said.add(text);
    return isNew;
  };
  return {
    width,
    numberOf: (token) => numbers.get(token),
    isNews,
    lines(lead, how, { token, replay }) {
      const known = numbers.get(token);
      const number = known ?? numbers.size + 1;
      numbers.set(token, number);
      const isNew = isNews(`${token} ${how}`);
      const told = hang(
        lead,
        `${isNew || how.length < SHORT ? how : 'As told above.'} [run-${number}]`,
        width,
      );
      return known === undefined ? [...told, ...foldCommand(plain(replay), width)] : told;
    },
  };
}
