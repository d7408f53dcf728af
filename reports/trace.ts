/**
 * The trace: one line for a fact, read like a kernel log. Time in front (step number when nothing has a time), then
 * the process that did it, then what happened with the kernel's function names (none where the rules are not those
 * of Linux).
 */

import { FACTS, type FactName } from '../sim/model/facts.ts';
import { plain, seconds } from './layout.ts';
import type { Fact, Report } from './report.ts';
import { TRACE_WORDS } from './trace-words.ts';

/** `[    0.012345] udev worker 2: igd: really_probe: i915 starts on it`. `step` counts from 1. */
export function traceLine(fact: Fact, step: number, onLinux = true): string {
  const when = fact.at === null ? String(step) : seconds(fact.at);
  return `[${when.padStart(12)}] ${plain(fact.by)}: ${plain(factText(fact, onLinux))}`;
}

/** All lines of a trace, in order. Function names are those of Linux: under other systems there are none. */
export function traceLines({ facts = [], system }: Pick<Report, 'facts' | 'system'>): readonly string[] {
  return facts.map((fact, i) => traceLine(fact, i + 1, system.family !== 'other'));
}

/** What a fact says, without time and process. A fact that this version does not know is shown by its parts. */
export function factText(fact: Fact, onLinux = true): string {
  return isKnown(fact.is) ? TRACE_WORDS[fact.is](fact, onLinux) : `${fact.is}${parts(fact)}`;
}

function isKnown(name: string): name is FactName {
  return Object.hasOwn(FACTS, name);
}

const SHOWN_APART = new Set(['at', 'by', 'is', 'step']);

function parts(fact: Fact): string {
  return Object.entries(fact)
    .filter(([key]) => !SHOWN_APART.has(key))
    .map(([key, value]) => ` ${key}=${String(value)}`)
    .join('');
}
