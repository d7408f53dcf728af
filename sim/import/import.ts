/**
 * From a machine dump, a module database and modprobe.d files to a scenario file. Pure; run-import.ts reads
 * the files.
 */
import type { Imported } from './assumptions.ts';
import { findClosure } from './closure.ts';
import { mergeConfigs, type ConfigFile } from './config-files.ts';
import type { ModuleDatabase } from './database.ts';
import { PROBE_TIMES, type ProbeTimes } from './defaults.ts';
import { planDrivers } from './drivers.ts';
import type { Machine } from './machine.ts';
import { UNCERTAIN } from './outcomes.ts';
import type { ProbeResult } from '../scenario/scenario.ts';
import { makeResolver, type ResolvedDevice } from './resolve.ts';
import { writeScenario } from './scenario-file.ts';

export interface ImportOptions {
  readonly machine: Machine;
  readonly database: ModuleDatabase;
  /** modprobe.d files, in any order. */
  readonly configs?: readonly ConfigFile[];
  /** Probe durations that replace the defaults. */
  readonly times?: Partial<ProbeTimes>;
  /** Answers of probes that nothing is known about, the boring one first. Default ok or ENODEV. */
  readonly uncertain?: readonly ProbeResult[];
  /** Name in the catalogue of systems. */
  readonly system?: string;
  readonly title?: string;
  /** Where an editor finds the format's JSON Schema, seen from the file that is written. */
  readonly schema?: string;
}

export interface ImportResult {
  readonly yaml: string;
  /** What the reader should know: what was left out, what did not fit. */
  readonly notes: readonly string[];
}

/** Modules whose driver the dump shows bound although nothing on the machine makes user space load them. */
function loadedOtherwise(devices: readonly ResolvedDevice[], loaded: ReadonlySet<string>): readonly string[] {
  const modules = devices.flatMap(({ bound }) => (bound?.is === 'elsewhere' ? [bound.module] : []));
  return [...new Set(modules)].filter((module) => !loaded.has(module));
}

function headComment({ machine, database }: ImportOptions): readonly string[] {
  return [
    `Made by probesim import from ${machine.name} and the module database ${database.name}.`,
    ...(machine.source === null ? [] : [`Machine: ${machine.source}`]),
    ...(machine.licence === null ? [] : [`Licence of the machine's dump: ${machine.licence}`]),
  ];
}

/**
 * Makes the scenario. Throws nothing on data that parsed: what does not fit is told in notes and assumptions.
 */
export function importMachine(options: ImportOptions): ImportResult {
  const { machine, database, configs = [], times = {}, system = 'linux-6.1' } = options;
  const config = mergeConfigs(configs, database);
  const resolver = makeResolver(database, config.text);
  const devices = resolver.resolve(machine);
  const elsewhere = devices.flatMap(({ bound }) =>
    bound !== null && 'module' in bound ? [bound.module] : [],
  );
  const closure = findClosure(resolver, devices, elsewhere);
  const plans = planDrivers(database, devices, options.uncertain ?? UNCERTAIN);
  const modulesLoad = loadedOtherwise(devices, closure.loaded);
  const imported: Imported = {
    machine,
    resolver,
    devices,
    closure,
    plans,
    times: { ...PROBE_TIMES, ...times },
    modulesLoad,
  };
  const relevant = config.keep(closure);
  const yaml = writeScenario(imported, {
    title: options.title ?? `${machine.name} boots ${database.name}`,
    about: `The devices of ${machine.name} meet the drivers of ${database.name}, from power-on to quiet.`,
    system,
    comment: headComment(options),
    schema: options.schema ?? '../scenario.schema.json',
    modprobeConfig: relevant.text,
  });
  return { yaml, notes: [...machine.notes, ...database.notes, ...config.notes, ...relevant.notes] };
}
