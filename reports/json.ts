/** JSON: the report as it is, for other programs. Documented by `probesim schema report`. */

import type { Report } from './report.ts';
import { withoutFacts, type RenderOptions } from './render.ts';

/** One report as JSON (schema.ts), facts only with `trace`. */
export function renderJson(report: Report, options: RenderOptions): string {
  return printJson(options.trace ? report : withoutFacts(report));
}

/** Several reports: one JSON array. */
export function renderManyJson(reports: readonly Report[], options: RenderOptions): string {
  return printJson(reports.map((report) => (options.trace ? report : withoutFacts(report))));
}

// Legal in JSON text, but some would steer a terminal or reorder what a reader sees.
const UNSAFE = /[\u{7F}-\u{9F}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Any report as JSON text, harmless to a terminal. */
export function printJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSAFE, asEscapes) + '\n';
}

function asEscapes(char: string): string {
  return char.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
