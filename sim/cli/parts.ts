/** What the command line is put together from: interfaces only. glue.ts has the real things, tests have their own. */

import type { Deviation } from '../explore/token.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Report } from '../../reports/report.ts';

/** One run to be made, and all that its report has to know besides what happens. */
export interface Job {
  readonly scenario: Scenario;
  /** As the user wrote it; shown in the report. */
  readonly file: string;
  readonly digest: string;
  readonly seed: string | null;
  readonly clock: 'timed' | 'untimed';
  readonly deviations: readonly Deviation[];
  /** Go on as well as possible when a deviation's question does not come up. */
  readonly resync: boolean;
  readonly token: string;
  /** The command that repeats the run. */
  readonly replay: string;
  /** To be called now and then with what is going on, for example a number of steps. */
  readonly progress: (doing: string) => void;
}

/**
 * Makes the run. The report carries its facts: renderers leave them out unless asked. Throws `UserError` if deviations
 * do not fit and `resync` is false; anything else that it throws is a bug of ours.
 */
export type Runner = (job: Job) => Report;

/** An entry of any catalogue, for `list` and `explain`. */
export interface Entry {
  readonly name: string;
  readonly says: string;
  /** Why it matters, which race it closes. */
  readonly because?: string;
}

export const CATALOGUE_NAMES = ['systems', 'quirks', 'invariants', 'scenarios', 'formats'] as const;
export type CatalogueName = (typeof CATALOGUE_NAMES)[number];
export type Catalogues = Readonly<Record<CatalogueName, readonly Entry[]>>;

export type Loaded =
  /** `warnings`: ready to print, what is odd but may be meant; empty if nothing is. */
  | { readonly ok: true; readonly scenario: Scenario; readonly warnings: string }
  /** Ready to print: all problems with place and remedy. */
  | { readonly ok: false; readonly problems: string };

export interface ImportRequest {
  readonly machine: string;
  readonly modules: string;
  readonly modprobeDirs: readonly string[];
}

export interface Imported {
  /** Text of the scenario file. */
  readonly yaml: string;
  /** What was left out, what did not fit. */
  readonly notes: readonly string[];
}

export interface Parts {
  readonly version: string;
  /** Folder with the shipped scenarios. */
  readonly scenariosDir: string;
  /** Digest of the rules, part of every token. */
  readonly modelDigest: () => string;
  readonly parse: (text: string, file: string) => Loaded;
  readonly runner: Runner;
  readonly catalogues: () => Catalogues;
  /** Throws `UserError`. */
  readonly importMachine: (request: ImportRequest) => Imported;
  readonly schemas: Readonly<Record<'scenario' | 'report', () => Readonly<Record<string, unknown>>>>;
}

/** The process around us, as far as commands may see it. */
export interface Outside {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of the terminal; undefined if there is none. */
  readonly columns: number | undefined;
  /** Milliseconds of some clock, for progress lines only. */
  readonly now: () => number;
}

/** What a command has in its hands. */
export interface Session {
  readonly parts: Parts;
  readonly outside: Outside;
  /** The run being made, for the message if we crash. */
  job: Job | null;
  exitCode: number;
}
