/** Whether to colour. An argument beats the environment, the environment beats what the output is. */

import type { Outside } from './parts.ts';

/**
 * `flag` is true for --color, false for --no-color. See no-color.org for NO_COLOR: any text but the empty one counts.
 */
export function useColour(flag: boolean | undefined, toFile: boolean, outside: Outside): boolean {
  if (flag !== undefined) return flag;
  if ((outside.env['NO_COLOR'] ?? '') !== '' || outside.env['TERM'] === 'dumb') return false;
  return outside.outIsTerminal && !toFile;
}
