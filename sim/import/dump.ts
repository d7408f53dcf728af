/** Tells the kinds of machine dumps apart and reads either. */
import { ImportError } from './error.ts';
import { parseExtract } from './extract.ts';
import { parseFacter } from './facter.ts';
import type { Machine } from './machine.ts';

/** Reads a dump: nixos-facter JSON if it begins with a brace, else a text extract. Throws ImportError. */
export function parseMachine(name: string, text: string): Machine {
  const machine = text.trimStart().startsWith('{')
    ? parseFacter(name, parseJson(name, text))
    : parseExtract(name, text);
  if (machine.devices.length > 0) return machine;
  throw new ImportError(
    name,
    'no device with a modalias in it',
    'give a nixos-facter report or a text extract',
  );
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    throw new ImportError(name, `no JSON (${why.slice(0, 120)})`, 'give the output of nixos-facter');
  }
}
