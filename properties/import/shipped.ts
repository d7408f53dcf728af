/** The shipped module database and machines, read once for all tests of the importers. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseMachine } from '../../sim/import/dump.ts';
import { readModuleDatabase } from '../../sim/import/files.ts';
import type { Machine } from '../../sim/import/machine.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const KERNEL = at('scenarios/kernels/linux-6.1.0-56-amd64');
export const MACHINES = at('scenarios/machines');
export const SHIPPED = [
  'laptop-asus-zenbook-um3406ha',
  'laptop-lenovo-thinkpad-p14s-gen4',
  'nas-asus-maximus-vii-impact',
];

export const database = readModuleDatabase(KERNEL);

export function shippedMachine(name: string): Machine {
  return parseMachine(name, readFileSync(`${MACHINES}/dumps/${name}.json`, 'utf8'));
}

const EXTRACTS = at('properties/import/machines');

/** Name and text of every text extract. */
export const extracts: readonly { readonly name: string; readonly text: string }[] = readdirSync(EXTRACTS)
  .filter((file) => file.endsWith('.txt'))
  .sort()
  .map((file) => ({ name: file.replace('.txt', ''), text: readFileSync(`${EXTRACTS}/${file}`, 'utf8') }));
