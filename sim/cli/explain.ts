/** `probesim explain NAME`: what a word in a report or a file means. */

import type { Command } from 'commander';
import { hang, plain, wrap } from '../../reports/layout.ts';
import { factText } from '../../reports/trace.ts';
import { FACTS, type FactName } from '../model/facts.ts';
import { nearest } from '../scenario/words.ts';
import { leavesOutText } from './list.ts';
import { CATALOGUE_NAMES, type Catalogues, type Entry, type Session } from './parts.ts';
import { UserError } from './trouble.ts';
import { WORDS } from './words.ts';

interface Meaning extends Entry {
  readonly kind: string;
}

/** Adds `explain` to the program. */
export function addExplain(program: Command, { parts, outside }: Session): void {
  program
    .command('explain')
    .description('explain a system, quirk, invariant, scenario, format, fact, strategy or word')
    .argument('<name>', 'the word as it stands in a report, a file or `probesim list`')
    .action((name: string) => {
      outside.out(explain(name, parts.catalogues()));
    });
}

/** All meanings of a name. Throws `UserError` with the nearest name if it has none. */
export function explain(name: string, catalogues: Catalogues): string {
  const all = meanings(catalogues);
  // Reports say pct:3 or bounded:2, whatever the number.
  const spelled = name.replace(/^(pct):\d+(?:\.\.\d+)?$/, '$1:D').replace(/^(bounded):\d+$/, '$1:N');
  const found = all.filter((meaning) => meaning.name === spelled);
  if (found.length > 0) return found.map(show).join('\n');
  const near = nearest(
    name,
    all.map((meaning) => meaning.name),
  );
  const hint = near === null ? 'probesim list shows what there is' : `did you mean ${near}?`;
  throw new UserError(`nothing is called ${JSON.stringify(name)}: ${hint}`);
}

function meanings(catalogues: Catalogues): readonly Meaning[] {
  const listed = CATALOGUE_NAMES.flatMap((plural) => {
    return catalogues[plural].map((entry) => ({ ...entry, kind: plural.slice(0, -1) }));
  });
  const facts = Object.keys(FACTS).map((name) => factMeaning(name));
  return [...listed, ...facts, ...WORDS.map((word) => ({ ...word, kind: 'word' }))];
}

/** A fact explains itself: its line in a trace with the roles in place of names. */
function factMeaning(name: string): Meaning {
  const { about, step } = FACTS[name as FactName];
  const roles = Object.fromEntries(about.map((role) => [role, role.toUpperCase()]));
  const line = factText({
    at: null,
    by: '',
    is: name,
    step,
    ...roles,
    id: 'PATTERN',
    link: 'LINK',
    mark: 'MARK',
    value: 1,
  });
  return {
    kind: 'fact',
    name,
    says: `In a trace: ${line}`,
    because: /^\d/.test(step)
      ? `Records step ${step} of the Linux reference.`
      : `Only systems other than Linux make it (section ${step} of the systems reference).`,
  };
}

function show({ kind, name, says, because, leavesOut, details = [] }: Meaning): string {
  const reason = because === undefined ? [] : hang('  because: ', because, 80);
  return [
    `${plain(name)} (${kind})`,
    ...wrap(plain(says), 78).map((line) => `  ${line}`),
    ...reason,
    ...(leavesOut === undefined ? [] : hang('  ', leavesOutText(leavesOut), 80)),
    ...details.flatMap((each) => hang('  - ', each, 80)),
    '',
  ].join('\n');
}
