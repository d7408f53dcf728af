/**
 * Module names and aliases as libkmod compares them: `-` and `_` are the same character, except inside a
 * bracket of a pattern, where `-` makes a range.
 */

/**
 * The form in which names and aliases are compared: `_` for `-` outside brackets.
 * Null if a bracket does not pair up; libkmod refuses such a name (10.5).
 */
export function canonical(name: string): string | null {
  let out = '';
  let inside = false;
  for (const char of name) {
    if (char === ']' && !inside) return null;
    if (char === '[') inside = true;
    if (char === ']') inside = false;
    out += char === '-' && !inside ? '_' : char;
  }
  return inside ? null : out;
}

/** A module's name from its file in a module list: last part of the path, no suffix, `_` for `-`. */
export function moduleNameOfPath(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.replace(/\.ko(\.(gz|xz|zst))?$/, '').replaceAll('-', '_');
}
