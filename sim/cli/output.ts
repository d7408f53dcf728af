/** The options that `run` and `replay` share, and where their reports go. */

import { Option, type Command } from 'commander';
import { FORMATS } from '../../reports/index.ts';
import type { RenderOptions } from '../../reports/render.ts';
import type { Report } from '../../reports/report.ts';
import { isFine } from '../../reports/verdict.ts';
import { useColour } from './colour.ts';
import { mustBeWritable, writeWhole } from './files.ts';
import type { Session } from './parts.ts';
import { EXIT } from './trouble.ts';

export interface OutputOptions {
  readonly trace?: boolean;
  readonly all?: boolean;
  readonly format: string;
  readonly out?: string;
  readonly color?: boolean;
}

/** Text reports are made for mail: never wider, even on a wide terminal. */
const WIDTH = 80;
const WIDTH_MIN = 60;

/** Adds the options that `run` and `replay` share. */
export function addOutputOptions(command: Command): Command {
  const formats = FORMATS.map(({ name }) => name);
  return command
    .option('--trace', 'also show everything that happened, one fact a line')
    .option('--all', 'list every device, also the boring ones of a big machine')
    .addOption(new Option('--format <name>', 'format of the report').choices(formats).default('text'))
    .option('--out <file>', 'write the report to a file instead of the terminal');
}

/** Checked before a long run. */
export function checkOutput({ out }: OutputOptions): void {
  if (out !== undefined) mustBeWritable(out);
}

/** How reports are to look. */
export function layOut({ outside }: Session, options: OutputOptions): RenderOptions {
  return {
    colour: useColour(options.color, options.out !== undefined, outside),
    width: Math.min(WIDTH, Math.max(WIDTH_MIN, outside.columns ?? WIDTH)),
    all: options.all ?? false,
    trace: options.trace ?? false,
  };
}

/** Writes to where the user wants it. */
export function write({ outside }: Session, text: string, { out }: OutputOptions): void {
  if (out === undefined) outside.out(text);
  else writeWhole(out, text);
}

/** Renders, writes, and sets the exit code by what the reports say. */
export function deliver(session: Session, reports: readonly Report[], options: OutputOptions): void {
  const how = layOut(session, options);
  const format = FORMATS.find(({ name }) => name === options.format);
  const [only, ...more] = reports;
  if (format === undefined || only === undefined) throw new Error('commander lets only known formats pass');
  const text = more.length === 0 ? format.render(only, how) : format.renderMany(reports, how);
  write(session, text, options);
  if (!reports.every(isFine)) session.exitCode = EXIT.breach;
}
