/**
 * A scenario file to a complete scenario, or to everything that is wrong with it: YAML first; then, if it is
 * YAML, shape and names together. Pure: the text comes from the caller, nothing is looked up elsewhere.
 */
import * as v from 'valibot';
import { makeContext, type Catalogues } from './context.ts';
import { deepFreeze } from './freeze.ts';
import { shapeFaults, type ShapeFault } from './issues.ts';
import { pathName, type Path, type Places } from './places.ts';
import { toProblems, type Complaint, type Problem, type Source } from './problems.ts';
import { prune } from './prune.ts';
import { resolve } from './resolve.ts';
import type { Scenario } from './scenario.ts';
import { scenarioSchema, type RawScenario } from './schema.ts';
import { readPlain } from './yaml-plain.ts';
import { warnMatchless } from './warnings.ts';
import { readTree } from './yaml-tree.ts';

export type { Catalogues } from './context.ts';
export type { Problem } from './problems.ts';

export interface ParseOptions {
  /** Name for messages. */
  readonly file: string;
  readonly catalogues?: Catalogues;
}

export type ParseResult =
  | { readonly scenario: Scenario; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] };

/** The scenario of a file's text, frozen, with what is odd about it; or all problems, sorted by place. */
export function parseScenario(text: string, { file, catalogues = {} }: ParseOptions): ParseResult {
  const tree = readTree(text);
  const source: Source = { file, text, lines: tree.lines };
  if (tree.document === null) return { problems: toProblems(tree.complaints, source) };
  const { value, places, complaints: found } = readPlain(tree.document, tree.lines);
  const complaints = [...found];
  const cut: Path[] = [];
  // A value that could not be read has no shape either; that needs no saying.
  const unread = new Set(found.map(placeName));
  const raw = shaped(value, (fault) => {
    const complaint = { ...fault, ...placed(fault, places) };
    if (!unread.has(placeName(complaint))) complaints.push(complaint);
    cut.push(fault.cut);
  });
  if (raw === null) return { problems: toProblems(complaints, source) };
  const { context, warnings } = makeContext({ raw, value, catalogues, places, cut }, complaints);
  warnMatchless(context);
  const scenario = resolve(context, headComment(text));
  if (complaints.length > 0) return { problems: toProblems(complaints, source) };
  return { scenario: deepFreeze(scenario), warnings: toProblems(warnings, source) };
}

function placeName({ span, where }: Complaint): string {
  return `${span.start} ${where}`;
}

/** Cutting a faulty part may leave its owner incomplete, which then goes too; owners nest four deep at most. */
const CUTTINGS_MAX = 6;

/** The file in the shape of the schema, each faulty part told and left out; null if nothing is left. */
function shaped(value: unknown, tell: (fault: ShapeFault) => void): RawScenario | null {
  let left = value;
  for (let cutting = 0; cutting <= CUTTINGS_MAX; cutting += 1) {
    const result = v.safeParse(scenarioSchema, left);
    if (result.success) return result.output;
    const faults = result.issues.flatMap((issue) => shapeFaults(issue));
    if (cutting === 0) faults.forEach(tell);
    left = {
      title: 'without a title',
      ...(prune(
        left,
        faults.map(({ cut }) => cut),
      ) as object),
    };
  }
  return null;
}

function placed(
  fault: { path: Path; part: 'key' | 'value' },
  places: Places,
): Pick<Complaint, 'span' | 'where'> {
  return { span: places.find(fault.path, fault.part), where: pathName(fault.path) };
}

/** Lines for editors and licence tools, of no use to a reader of reports. */
const FOR_TOOLS = /^\s*(?:yaml-language-server:|SPDX-)/;

/** The text of the comment the file begins with. */
function headComment(text: string): string {
  const lines = text.replace(/^\ufeff/, '').split('\n', 2_000);
  const end = lines.findIndex((each) => !/^\s*(?:#|\r?$)/.test(each));
  const comments = lines
    .slice(0, end === -1 ? undefined : end)
    .map((each) => each.trim().replace(/^# ?/, ''));
  return comments
    .filter((each) => !FOR_TOOLS.test(each))
    .join('\n')
    .trim();
}
