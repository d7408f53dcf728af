/**
 * The text extracts of real machines: one line per device, `MODALIAS | drv=DRIVER | mod=MODULE | cand61=...`,
 * or per device-tree node, `of: NODE C=compatible,list | cand=...`. They list each modalias once and tell no
 * tree.
 */
import { ImportError } from './error.ts';
import {
  DEVICES_MAX,
  PRINTABLE,
  TEXT_MAX,
  nameDevices,
  type Machine,
  type MachineDevice,
} from './machine.ts';

interface Row {
  readonly name: string | null;
  readonly modalias: string;
  readonly driver: string | null;
  readonly module: string | null;
}

/** `# key: value` comment lines at the top. */
function header(text: string, key: string): string | null {
  return new RegExp(`^# ${key}: *(.+)$`, 'm').exec(text)?.[1]?.trim() ?? null;
}

function column(columns: readonly string[], key: string): string | null {
  const found = columns.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1);
  return found === undefined || found === '' || found === '-' ? null : found;
}

/**
 * The extract joins compatibles with commas although most contain one (`vendor,model`). A word is a vendor if
 * the next exists and looks like a model: vendors have no digits-and-dashes names of two parts such as
 * `generic-ehci`.
 */
function splitCompatibles(list: string): readonly string[] {
  const words = list.split(',');
  const compatibles: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const [word = '', next] = words.slice(at, at + 2);
    const pairs = next !== undefined && !/^(generic|simple|gpio|regulator|pwm)-/.test(word);
    compatibles.push(pairs ? `${word},${next}` : word);
    if (pairs) at++;
  }
  return compatibles;
}

/** A device tree node's modalias as the kernel makes it; the type is not in the extract. */
function nodeRow(text: string): Row | null {
  const found = /^of: (\S+) C=(\S+)/.exec(text);
  if (found === null) return null;
  const [, node = '', list = ''] = found;
  const compatibles = splitCompatibles(list).map((compatible) => `C${compatible}`);
  return {
    name: node,
    modalias: `of:N${node.replace(/@.*$/, '')}T(null)${compatibles.join('')}`,
    driver: null,
    module: null,
  };
}

function readRow(line: string): Row | null {
  const columns = line.split(' | ').map((one) => one.trim());
  const [modalias = ''] = columns;
  if (modalias.startsWith('of: ')) return nodeRow(modalias);
  if (!/^[\w-]+:/.test(modalias) || columns.length < 2) return null;
  return {
    name: null,
    modalias,
    driver: column(columns, 'drv'),
    module: column(columns, 'mod')?.replaceAll('-', '_') ?? null,
  };
}

/** Reads an extract; `name` is for messages and titles. Throws ImportError with the line. */
export function parseExtract(name: string, text: string): Machine {
  const rows: Row[] = [];
  text.split('\n').forEach((line, at) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const place = `${name}:${at + 1}`;
    const row = line.length > 4 * TEXT_MAX || !PRINTABLE.test(line.trim()) ? null : readRow(line);
    if (row === null) {
      throw new ImportError(
        place,
        `'${line.slice(0, 60)}' is no device`,
        'lines look like: MODALIAS | drv=DRIVER | mod=MODULE',
      );
    }
    if (rows.length >= DEVICES_MAX)
      throw new ImportError(place, `more than ${DEVICES_MAX} devices`, 'split the file');
    rows.push(row);
  });
  const devices: MachineDevice[] = nameDevices(rows).map((row) => ({
    ...row,
    parent: null,
    revision: null,
    model: null,
  }));
  return {
    name,
    source: header(text, 'source') ?? header(text, 'board'),
    licence: header(text, 'licence'),
    devices,
    hasTree: false,
    notes: [],
  };
}
