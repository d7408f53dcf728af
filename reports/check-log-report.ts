/** What `probesim check-log` found: each device of a log, or the log of a whole scenario, held against the model. */

export interface LogReport {
  readonly format: 1;
  /** As the user wrote it. */
  readonly file: string;
  /** The scenario that was checked as a whole; null: each device by itself. */
  readonly scenario: string | null;
  /** Writes to sysfs were supposed where only those explain a probe. */
  readonly byHand: boolean;
  readonly checked: readonly LogPart[];
  readonly notChecked: readonly NotChecked[];
}

/** A device with its suppliers, or the whole scenario. */
export interface LogPart {
  /** Null: all of them. */
  readonly device: string | null;
  /** Devices that it was seen to wait for, checked with it. */
  readonly suppliers: readonly string[];
  /** Lines of the log that are about it. */
  readonly lines: number;
  /** Undecided: the search was cut, nothing is sure. */
  readonly verdict: 'admitted' | 'contradicted' | 'undecided';
  /** The first line that is not admitted, and what the model allowed there; null: the end differs, or nothing does. */
  readonly misfit: LogMisfit | null;
  /** Writes to sysfs that the log does not tell of. */
  readonly supposed: readonly Supposed[];
}

export interface LogMisfit {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly allowed: readonly string[];
}

export interface Supposed {
  readonly beforeLine: number;
  /** As actions of a story. */
  readonly actions: readonly string[];
}

export interface NotChecked {
  readonly device: string;
  readonly why: string;
}

/** Whether the model admits all that was checked. */
export const isAdmitted = ({ checked }: LogReport): boolean =>
  checked.every(({ verdict }) => verdict === 'admitted');
