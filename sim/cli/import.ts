/** `probesim import`: a real machine's devices and a kernel's module database become a scenario file. */

import type { Command } from 'commander';
import { plain } from '../../reports/layout.ts';
import { mustBeWritable, writeWhole } from './files.ts';
import type { Session } from './parts.ts';

interface ImportOptions {
  readonly machine: string;
  readonly modules: string;
  readonly modprobeD: readonly string[];
  readonly out?: string;
}

/** Adds `import` to the program. */
export function addImport(program: Command, session: Session): void {
  const command = program
    .command('import')
    .description('make a scenario of a real machine and a real module database')
    .requiredOption('--machine <file>', 'a dump of its devices, for example nixos-facter JSON')
    .requiredOption(
      '--modules <dir>',
      'folder with modules.alias, modules.dep ..., as under /lib/modules/VERSION',
    )
    .option('--modprobe-d <dir>', 'modprobe configuration; may be given several times', append, [])
    .option('-o, --out <file>', 'write the scenario to a file instead of the terminal');
  command.action(() => {
    const { machine, modules, modprobeD, out } = command.opts<ImportOptions>();
    if (out !== undefined) mustBeWritable(out);
    const { yaml, notes } = session.parts.importMachine({ machine, modules, modprobeDirs: modprobeD });
    for (const note of notes) session.outside.err(`note: ${plain(note)}\n`);
    if (out === undefined) session.outside.out(yaml);
    else writeWhole(out, yaml);
  });
}

function append(dir: string, before: readonly string[]): readonly string[] {
  return [...before, dir];
}
