/** `probesim list`: what there is, straight from the catalogues. */

import { Argument, Option, type Command } from 'commander';
import { hang, pad, plain } from '../../reports/layout.ts';
import { CATALOGUE_NAMES, type CatalogueName, type Entry, type Session } from './parts.ts';

interface ListOptions {
  readonly format: 'text' | 'json';
}

/** Adds `list` to the program. */
export function addList(program: Command, { parts, outside }: Session): void {
  program
    .command('list')
    .description('list what can be named in files and arguments')
    .addArgument(new Argument('[what]', 'one catalogue; all if left out').choices(CATALOGUE_NAMES))
    .addOption(new Option('--format <name>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((what: CatalogueName | undefined, { format }: ListOptions) => {
      const catalogues = parts.catalogues();
      const shown = what === undefined ? CATALOGUE_NAMES : [what];
      if (format === 'json') {
        const entries = Object.fromEntries(shown.map((name) => [name, catalogues[name]]));
        outside.out(`${JSON.stringify(entries, null, 2)}\n`);
        return;
      }
      const sections = shown.map((name) => [...(what ? [] : [name]), ...lines(catalogues[name])].join('\n'));
      outside.out(sections.join('\n\n') + '\n');
    });
}

/** Name and sentence, wrapped under itself at 80 columns; long names get a line of their own. Groups have headings. */
function lines(entries: readonly Entry[]): readonly string[] {
  const column = Math.min(34, Math.max(0, ...entries.map(({ name }) => plain(name).length)));
  return entries.flatMap(({ name, says, more, leavesOut, group }, index) => {
    const heading = group !== undefined && group !== entries[index - 1]?.group ? [`${group}:`] : [];
    const lead = `  ${pad(plain(name), column)}  `;
    const blank = ' '.repeat(column + 4);
    const isLong = lead.length !== column + 4;
    return [
      ...heading,
      ...(isLong ? [lead.trimEnd()] : []),
      ...hang(isLong ? blank : lead, says, 80),
      ...(more === undefined ? [] : hang(blank, more, 80)),
      ...(leavesOut === undefined ? [] : hang(blank, leavesOutText(leavesOut), 80)),
    ];
  });
}

/** One line of what is not modelled, for `list` and `explain`. */
export const leavesOutText = (phrases: readonly string[]): string => `not modelled: ${phrases.join('; ')}`;
