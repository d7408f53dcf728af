/** The import command without its command line: paths in, scenario text out. Reads through files.ts only. */
import { basename } from 'node:path';
import { parseMachine } from './dump.ts';
import { readConfigDirectories, readModuleDatabase, readTextFile } from './files.ts';
import { importMachine, type ImportOptions, type ImportResult } from './import.ts';

export interface RunImportOptions extends Pick<
  ImportOptions,
  'times' | 'uncertain' | 'system' | 'title' | 'schema'
> {
  /** nixos-facter JSON or a text extract; may be gzipped. */
  readonly machine: string;
  /** A directory like /lib/modules/VERSION. */
  readonly modules: string;
  /** modprobe.d directories, the most important first. */
  readonly modprobeD?: readonly string[];
  /** Where the dump was published and under which licence, for the head comment. */
  readonly source?: string;
  readonly licence?: string;
}

/** Reads the files and makes the scenario text. Throws ImportError with place and remedy; writes nothing. */
export function runImport(options: RunImportOptions): ImportResult {
  const { machine: path, modules, modprobeD = [], source, licence, ...rest } = options;
  const name = basename(path).replace(/(\.facter)?\.(json|txt)(\.gz)?$/, '');
  const machine = parseMachine(name, readTextFile(path));
  return importMachine({
    ...rest,
    machine: { ...machine, source: source ?? machine.source, licence: licence ?? machine.licence },
    database: readModuleDatabase(modules),
    configs: readConfigDirectories(modprobeD),
  });
}
