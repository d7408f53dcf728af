/**
 * YAML tree to plain values, remembering where each came from. Refused on the way: tags, duplicate keys, keys
 * that are no text, names that JavaScript objects have by themselves, aliases that multiply or contain themselves.
 */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Document, LineCounter, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { LIMITS } from './limits.ts';
import { makePlaces, pathName, type Path, type Places } from './places.ts';
import type { Complaint, Fault, Span } from './problems.ts';
import { quoted } from './words.ts';
import { UNPRINTABLE } from './yaml-tree.ts';

/** What is known about an anchor: `null` while its own value is being read. */
type Anchored = { readonly value: unknown; readonly weight: number } | null;

interface Reading {
  readonly places: Places;
  readonly complaints: Complaint[];
  readonly anchors: Map<string, Anchored>;
  path: Path;
  aliases: number;
  /** Values read so far, those behind aliases included. */
  weight: number;
}

export interface PlainText {
  readonly value: unknown;
  readonly places: Places;
  readonly complaints: readonly Complaint[];
}

/** The plain value of a YAML document. Values that cannot stay are left out, each with a complaint. */
export function readPlain(document: Document, lines: LineCounter): PlainText {
  let value: unknown = null;
  const whole = document.contents === null ? { start: 0, end: 1 } : headOf(document.contents);
  const reading: Reading = {
    places: makePlaces(() => value, whole, lines),
    complaints: [],
    anchors: new Map(),
    path: [],
    aliases: 0,
    weight: 0,
  };
  value = read(document.contents, reading);
  return { value, places: reading.places, complaints: reading.complaints };
}

function read(node: unknown, reading: Reading): unknown {
  if (isAlias(node)) return readAlias(node, reading);
  const before = reading.weight;
  reading.weight += 1;
  if (reading.weight > LIMITS.values) return tooMuch(node, reading);
  if (hasTag(node)) complain(reading, node, { message: 'tags are not needed here', ...NO_TAGS });
  const anchor = anchorOf(node);
  if (anchor !== undefined) reading.anchors.set(anchor, null);
  const value = readValue(node, reading);
  if (anchor !== undefined) reading.anchors.set(anchor, { value, weight: reading.weight - before });
  return value;
}

const NO_TAGS = { remedy: 'remove it; put a text that looks like a number in quotes' };

function readValue(node: unknown, reading: Reading): unknown {
  if (isScalar(node)) return readScalar(node, reading);
  if (!isMap(node) && !isSeq(node)) return null;
  if (reading.path.length >= LIMITS.nesting) {
    complain(reading, node, { message: 'nested too deeply', allowed: `at most ${LIMITS.nesting} levels` });
    return null;
  }
  return isMap(node) ? readMap(node, reading) : readList(node, reading);
}

function readScalar(node: Scalar, reading: Reading): unknown {
  const { value } = node;
  if (typeof value !== 'string') return value;
  if (value.length > LIMITS.textChars) {
    complain(reading, node, {
      message: `a text of ${value.length} characters`,
      allowed: `at most ${LIMITS.textChars}`,
    });
  }
  // The text itself was checked before; this is for escapes in double quotes.
  if (value.search(UNPRINTABLE) !== -1 || value.includes('\r')) {
    complain(reading, node, {
      message: 'the text contains characters that are not printable',
      remedy: 'remove them',
    });
  }
  return value;
}

function readAlias(node: Alias, reading: Reading): unknown {
  reading.aliases += 1;
  const known = reading.anchors.get(node.source);
  if (reading.aliases > LIMITS.yamlAliases) {
    if (reading.aliases === LIMITS.yamlAliases + 1) complain(reading, node, TOO_MANY_ALIASES);
    return null;
  }
  if (known === undefined) {
    const meant = { found: node.source, known: [...reading.anchors.keys()] };
    complain(reading, node, { message: `no anchor &${node.source} comes before this alias`, meant, ...STAR });
    return null;
  }
  if (known === null) {
    complain(reading, node, { message: `the alias *${node.source} stands for something that contains it` });
    return null;
  }
  reading.weight += known.weight;
  return reading.weight > LIMITS.values ? tooMuch(node, reading) : known.value;
}

const STAR = { remedy: 'if you mean a text that begins with a star, put it in quotes' };
const TOO_MANY_ALIASES = {
  message: `more than ${LIMITS.yamlAliases} aliases`,
  remedy: 'write the values out',
};

function readMap(map: YAMLMap, reading: Reading): object {
  const value: Record<string, unknown> = {};
  const first = new Map<string, Span>();
  for (const pair of map.items) {
    const key = readKey(pair, map, first, reading);
    if (key === null) continue;
    const span = headOf(pair.key);
    reading.places.add(value, key, { key: span, value: valueSpan(pair.value, span) });
    value[key] = within(key, pair.value, reading);
  }
  return value;
}

/** The key as text, or null after a complaint. `first` has the keys of this mapping so far. */
function readKey(pair: Pair, map: YAMLMap, first: Map<string, Span>, reading: Reading): string | null {
  const { key } = pair;
  const node = key ?? pair.value ?? map;
  const text =
    isScalar(key) && key.value !== null && key.value !== '' ? (key.source ?? String(key.value)) : null;
  if (text === null) return refuseKey(reading, node, { message: 'a key that is no text', allowed: 'a name' });
  const name = isScalar(key) && typeof key.value === 'string' ? key.value : text;
  if (hasTag(key)) return refuseKey(reading, node, { message: 'tags are not needed here', ...NO_TAGS });
  if (name in Object.prototype) {
    const message = `the name ${quoted(name)} is taken by the language probesim is written in`;
    return refuseKey(reading, node, { message, remedy: 'use another name' });
  }
  const before = first.get(name);
  if (before !== undefined) return refuseKey(reading, node, duplicate(name, before, reading));
  first.set(name, headOf(key));
  return name;
}

function duplicate(name: string, before: Span, reading: Reading): Fault {
  const message = `${quoted(name)} is defined a second time`;
  return { message, remedy: `rename or remove one (the first is in line ${reading.places.line(before)})` };
}

function refuseKey(reading: Reading, node: unknown, fault: Fault): null {
  complain(reading, node, fault);
  return null;
}

function readList(list: YAMLSeq, reading: Reading): unknown[] {
  const value: unknown[] = [];
  list.items.forEach((item, index) => {
    const span = valueSpan(item, headOf(list));
    reading.places.add(value, index, { key: span, value: span });
    value.push(within(index, item, reading));
  });
  return value;
}

function within(key: string | number, node: unknown, reading: Reading): unknown {
  const outer = reading.path;
  reading.path = [...outer, key];
  const value = read(node, reading);
  reading.path = outer;
  return value;
}

function tooMuch(node: unknown, reading: Reading): null {
  const said = reading.complaints.some((complaint) => complaint.message === TOO_MUCH.message);
  if (!said) complain(reading, node, TOO_MUCH);
  return null;
}

const TOO_MUCH = {
  message: `the file stands for more than ${LIMITS.values} values`,
  remedy: 'use fewer aliases, or split the scenario',
};

function complain(reading: Reading, node: unknown, fault: Fault): void {
  reading.complaints.push({ ...fault, span: headOf(node), where: pathName(reading.path) });
}

function hasTag(node: unknown): boolean {
  return typeof node === 'object' && node !== null && typeof (node as Node).tag === 'string';
}

function anchorOf(node: unknown): string | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
}

/** A mapping or list in block style begins below its key: the key is the better place to point at. */
function valueSpan(node: unknown, key: Span): Span {
  const block = (isMap(node) || isSeq(node)) && node.flow !== true;
  const span = headOf(node);
  return node === null || block || span.end <= span.start ? key : span;
}

function headOf(node: unknown): Span {
  const range = (node as Node | null)?.range;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 1 };
}
