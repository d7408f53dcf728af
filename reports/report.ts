/**
 * The data of a report: what `run` and `replay` print, whatever the format. Flat JSON, versioned; its JSON Schema is
 * printed by `probesim schema report`. Times are integer nanoseconds of virtual time since the start of the run
 * (null under the untimed clock, where nothing has a time).
 */

import type { Slots } from './slots.ts';

export interface Report {
  readonly format: 1;
  readonly scenario: { readonly title: string; readonly file: string; readonly digest: string };
  readonly system: {
    readonly name: string;
    readonly says: string;
    /**
     * Whether its rules are those of Linux, a proposal for it, or of another kind: then no Linux function is named.
     */
    readonly family: 'linux' | 'proposal' | 'other';
    readonly quirks: readonly string[];
  };
  readonly clock: 'timed' | 'untimed';
  readonly seed: string | null;
  /** Replays this run: `probesim replay TOKEN`. */
  readonly token: string;
  /** The whole line to copy, with `--file` if the scenario is not a shipped one. */
  readonly replay: string;
  /** Rolling hash over all facts and times, 16 hex digits: equal for equal (scenario, seed), everywhere. */
  readonly traceHash: string;
  readonly ending: Ending;
  readonly devices: Readonly<Record<string, DeviceReport>>;
  readonly findings: readonly Finding[];
  /** Claims of the scenario's `expect` that one run cannot judge (`sometimes`). */
  readonly notJudged: readonly string[];
  readonly invariants: readonly { readonly name: string; readonly says: string; readonly held: boolean }[];
  /** What the importer assumed: durations and outcomes that no dump can tell. */
  readonly assumptions: readonly string[];
  /** Only with --trace. */
  readonly facts?: readonly Fact[];
}

export interface Ending {
  /** quiet: nothing left to do. deadlock: somebody waits for ever. limit: the step limit was reached. */
  readonly is: 'quiet' | 'deadlock' | 'limit';
  readonly at: number | null;
  readonly steps: number;
  /** For a deadlock: who waits for what, held by whom. */
  readonly blocked: readonly {
    readonly process: string;
    readonly waitsFor: string;
    readonly heldBy: readonly string[];
  }[];
}

export interface DeviceReport {
  readonly bus: string;
  /** Bound driver at the end, joined by a plus where the device has several slots; null: none. */
  readonly driver: string | null;
  /** Who has which slot, where the device has several; absent: it has one. */
  readonly slots?: Slots;
  /** When the last of them was bound. */
  readonly boundAt: number | null;
  /** Which process bound it: `udev worker: add gpu`, `deferred probe work` ... */
  readonly boundBy: string | null;
  /** absent: never added or gone; unbound; bound; deferred: on the deferred list; claimed: probe still running. */
  readonly state: 'absent' | 'unbound' | 'bound' | 'deferred' | 'claimed';
  readonly tried: readonly Attempt[];
  /** Drivers that would match (by id) whether or not they are registered, list order. */
  readonly candidates: readonly string[];
}

export interface Attempt {
  readonly driver: string;
  /** When the attempt ended. */
  readonly at: number | null;
  /** ok, ENODEV, EPROBE_DEFER ... ; `supplier` = deferred by the core because a supplier is missing. */
  readonly outcome: string;
  readonly by: string;
}

export interface Finding {
  /** Name of the broken invariant, or `expect` for a broken expectation of the scenario file. */
  readonly invariant: string;
  readonly says: string;
  readonly strength?: 'registered' | 'obtainable';
  readonly device?: string;
  /** Slot of the device, such as `category audit` of IOKit; absent: its main one, or its only one. */
  readonly slot?: string;
  readonly why: string;
  readonly at: number | null;
  /** The system declares this an exception by design (HID, USB): shown, but not a breach, exit 0. */
  readonly byDesign: boolean;
  readonly token: string;
}

/** One line of the trace, decoded: names, not numbers. */
export interface Fact {
  readonly at: number | null;
  /** The process that did it. */
  readonly by: string;
  /** A name of the fact catalogue (sim/model/facts.ts). */
  readonly is: string;
  /** Step of the Linux reference that it records. */
  readonly step: string;
  readonly device?: string;
  readonly driver?: string;
  readonly module?: string;
  readonly bus?: string;
  readonly outcome?: string;
  readonly cause?: string;
  readonly action?: string;
  readonly stage?: string;
  /** Name of a word that a system other than Linux keeps. */
  readonly mark?: string;
  readonly id?: string;
  readonly link?: string;
  readonly value?: number;
}
