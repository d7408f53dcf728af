/**
 * The data of a comparison: one scenario under many systems, side by side. Flat JSON, versioned; its JSON Schema
 * is printed by `probesim schema compare`. It states facts and ranks nobody.
 */

import type { Coverage, DeviceOutcome, Verdict } from './explore-report.ts';

export interface CompareReport {
  readonly format: 1;
  readonly scenario: { readonly title: string; readonly file: string; readonly digest: string };
  /** How each system was explored, as `explore --strategy` names it. */
  readonly strategy: string;
  /** Where draws have their randomness from: the same seed gives every system the same arrivals. */
  readonly seed: string;
  /** The whole line that compares again. */
  readonly again: string;
  /** Devices of the scenario, in its order. */
  readonly devices: readonly string[];
  readonly systems: readonly SystemRow[];
  /** What the importer assumed: durations and outcomes that no dump can tell. */
  readonly assumptions: readonly string[];
}

/** One system: what it would have done. */
export interface SystemRow {
  readonly name: string;
  readonly says: string;
  readonly family: 'linux' | 'proposal' | 'other';
  /** Whether its rules were read in code, in documents only, or in a proposal that nobody has built. */
  readonly readFrom: 'code' | 'documents' | 'proposal';
  readonly source: string;
  /** What of its source is not modelled. */
  readonly leavesOut: readonly string[];
  readonly coverage: Pick<Coverage, 'kind' | 'complete' | 'states' | 'runs'>;
  /** Endings of each device. */
  readonly endings: Readonly<Record<string, readonly Ending[]>>;
  readonly promises: readonly PromiseCell[];
  /** Devices that some order leaves without a driver although one would accept them; `category audit of d` of slots. */
  readonly stranded: readonly string[];
  readonly costs: Costs;
}

export type Ending = Pick<
  DeviceOutcome,
  'driver' | 'slots' | 'frequency' | 'token' | 'replay' | 'deviations'
>;

/** One promise under one system. */
export interface PromiseCell {
  readonly name: string;
  readonly says: string;
  /** by-design: it breaks, and the system says that it does. */
  readonly verdict: Verdict | 'by-design';
  /** Breaks, those by design included: one for each device and reason. */
  readonly breaks: readonly Break[];
}

export interface Break {
  readonly device: string | null;
  readonly why: string;
  /** `registered` is the weaker reading of "available" (design 6); null: the promise knows no strengths. */
  readonly strength: 'registered' | 'obtainable' | null;
  /** Slot of the device, such as `category audit` of IOKit; null: its main one, or its only one. */
  readonly slot: string | null;
  readonly byDesign: boolean;
  readonly token: string;
  readonly replay: string;
}

/** Over runs of the timed clock with the durations of the scenario, seeds counted from the report's. */
export interface Costs {
  readonly runs: number;
  /** Runs that did not end quietly. */
  readonly unsettled: number;
  /** Virtual nanoseconds until the last change of a device, a driver or a module; null: no run ended quietly. */
  readonly settle: Range | null;
  /** Calls of a driver's probe or start that did not end with the driver bound. */
  readonly uselessProbes: Range | null;
}

export interface Range {
  readonly best: number;
  readonly worst: number;
}
