/** Imports for tests: scenario files as plain data. */
import { parse } from 'yaml';
import { parseMachine } from '../../sim/import/dump.ts';
import { importMachine } from '../../sim/import/import.ts';
import { database, shippedMachine } from './shipped.ts';

/** The parts of a scenario file that the tests look at. */
interface Probe {
  readonly takes?: string;
  readonly may?: readonly string[];
}
export interface File {
  readonly title: string;
  readonly buses?: Readonly<Record<string, unknown>>;
  readonly devices: Readonly<Record<string, { bus: string; modalias: string; parent?: string }>>;
  readonly drivers: Readonly<
    Record<
      string,
      {
        bus: string;
        module: string;
        matches: readonly string[];
        usb?: string;
        probe: Probe;
        'probe-on'?: Readonly<Record<string, Probe>>;
      }
    >
  >;
  readonly modules: Readonly<
    Record<
      string,
      {
        order: number;
        builtin?: number;
        aliases?: readonly string[];
        depends?: readonly string[];
        softdep?: { pre?: readonly string[]; post?: readonly string[] };
      }
    >
  >;
  readonly boot: Readonly<Record<string, readonly string[]>>;
  readonly 'modprobe.d'?: string;
  readonly assumptions: readonly string[];
}

/** Imports a dump. */
export const imported = (
  name: string,
  text: string,
  configs: readonly { name: string; text: string }[] = [],
): File => parse(importMachine({ machine: parseMachine(name, text), database, configs }).yaml) as File;

/** A machine of one line per device. */
export const small = (...rows: readonly string[]): File => imported('small', rows.join('\n'));

/** Imports a shipped dump. */
export const shipped = (name: string): File =>
  parse(importMachine({ machine: shippedMachine(name), database }).yaml) as File;
