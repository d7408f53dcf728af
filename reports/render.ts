/** What every renderer has in common: a pure function from report data to text. */

import type { Report } from './report.ts';

export interface RenderOptions {
  readonly colour: boolean;
  /** Columns of the text format; no line is longer. At least 60. */
  readonly width: number;
  /** Lists every device, also the boring ones of a big machine. Default false. */
  readonly all?: boolean;
  /** Shows the trace, if the report carries one. Default false. */
  readonly trace?: boolean;
}

export type Renderer = (report: Report, options: RenderOptions) => string;

export interface Format {
  readonly name: string;
  readonly says: string;
  /** One report; the text ends with a newline. */
  readonly render: Renderer;
  /** Several reports in one document of the same format (a directory of scenarios). */
  readonly renderMany: (reports: readonly Report[], options: RenderOptions) => string;
}

/** The report without its trace: facts are for those who asked for them. */
export function withoutFacts(report: Report): Report {
  const { facts: _, ...rest } = report;
  return rest;
}
