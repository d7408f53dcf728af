/**
 * Tokens: a run as short text that survives mail, shells and years. A token is `p1.` and fields joined by
 * dots:
 *
 *   p1 . clock (t or u) . seed . scenario digest . model digest [ . z body ] . checksum
 *
 * A field is `-` (none), `s` + plain text, or `b` + base64url of its JSON if it has other characters. The body
 * holds the deviations and, if asked for, the scenario's own text; it is compressed by fflate because zlib's
 * output differs between processors and the same run shall have the same token everywhere. White space in a
 * pasted token is ignored.
 */

import { deflateSync } from 'fflate';
import { checksum, decodeField, encodeField, inflateBounded, TOKEN_LIMITS } from './token-parts.ts';

/** At the question `at` (a stable identity) the option `pick` was taken, everywhere else option 0. */
export interface Deviation {
  readonly at: string;
  readonly pick: string;
}

export interface Token {
  readonly version: 1;
  /** Digest of the scenario that was run. */
  readonly scenario: string;
  /** Digest of the rules it was run by. */
  readonly model: string;
  readonly clock: 'timed' | 'untimed';
  readonly seed: string | null;
  readonly deviations: readonly Deviation[];
  /** The run goes round a loop: turns before it, turns of it. */
  readonly loop?: { readonly stem: number; readonly turns: number };
  /** The scenario's YAML text, for scenarios that are in no file. */
  readonly embedded?: string;
}

export type Decoded =
  { readonly ok: true; readonly token: Token } | { readonly ok: false; readonly problem: string };

/** The token's text: letters, digits, `_`, `-`, `.`. Equal tokens have equal texts. */
export function encodeToken(token: Token): string {
  const body = encodeBody(token);
  const fields = [
    'p1',
    token.clock === 'timed' ? 't' : 'u',
    encodeField(token.seed),
    encodeField(token.scenario),
    encodeField(token.model),
    ...(body === null ? [] : [body]),
  ];
  const text = fields.join('.');
  return `${text}.${checksum(text)}`;
}

/** Reads a token, or says in one sentence what is wrong with it and what to do. Never throws, bounded in memory. */
export function decodeToken(pasted: string): Decoded {
  if (pasted.length > TOKEN_LIMITS.textMax) return bad('it is far too long');
  const text = pasted.replace(/\s+/g, '');
  const version = /^p(\d{1,6})\./.exec(text)?.[1];
  if (version === undefined)
    return bad('it does not begin with "p1."; a token is one piece of text like p1.t.s7.[...]');
  if (version !== '1')
    return bad(`it has format ${version}, this probesim knows format 1: a newer one may read it`);
  const strange = /[^A-Za-z0-9_.-]/u.exec(text)?.[0];
  if (strange !== undefined)
    return bad(`${JSON.stringify(strange)} is no character of a token: copy it again`);
  const fields = text.split('.');
  const check = fields.pop() ?? '';
  if (fields.length < 5 || check.length < 7) return bad('its end is missing: copy it again, whole');
  if (check !== checksum(fields.join('.')))
    return bad('its checksum is wrong: a character changed or is missing; copy it again');
  return decodeFields(fields);
}

const bad = (why: string): Decoded => ({ ok: false, problem: `this token cannot be read: ${why}` });

/** The checksum was right, so a mistake here is not a typing mistake. */
function decodeFields([, clock, ...rest]: readonly string[]): Decoded {
  const [seed, scenario, model] = rest.slice(0, 3).map(decodeField);
  if (clock !== 't' && clock !== 'u') return bad('its clock is neither t nor u');
  if (seed === undefined || typeof scenario !== 'string' || typeof model !== 'string')
    return bad('a field is malformed');
  const body = decodeBody(rest.slice(3));
  if (body === undefined) return bad('its list of deviations is malformed or too long');
  return {
    ok: true,
    token: { version: 1, scenario, model, clock: clock === 't' ? 'timed' : 'untimed', seed, ...body },
  };
}

type Body = Pick<Token, 'deviations' | 'embedded' | 'loop'>;

/** Stands where a deviation's place would: no place begins so. */
const LOOP = 'loop';
const LOOP_TEXT = /^(\d{1,7})\+(\d{1,7})$/;

/** JSON of one flat list: at, pick, at, pick, ...; the scenario's text, if any, is one more at the end. */
function encodeBody({ deviations, embedded, loop }: Token): string | null {
  if (deviations.length === 0 && embedded === undefined && loop === undefined) return null;
  const flat = deviations.flatMap(({ at, pick }) => [at, pick]);
  if (loop) flat.unshift(LOOP, `${loop.stem}+${loop.turns}`);
  const json = JSON.stringify(embedded === undefined ? flat : [...flat, embedded]);
  return `z${Buffer.from(deflateSync(Buffer.from(json), { level: 9 })).toString('base64url')}`;
}

function decodeBody(fields: readonly string[]): Body | undefined {
  const [field, ...more] = fields;
  if (field === undefined) return { deviations: [] };
  if (more.length > 0 || !field.startsWith('z')) return undefined;
  const flat = parseStrings(inflateBounded(Buffer.from(field.slice(1), 'base64url')));
  if (flat === undefined || flat.length > 2 * TOKEN_LIMITS.deviationsMax + 1) return undefined;
  const deviations: Deviation[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2)
    deviations.push({ at: flat[i] ?? '', pick: flat[i + 1] ?? '' });
  const embedded = flat.length % 2 === 1 ? flat.at(-1) : undefined;
  const body = embedded === undefined ? { deviations } : { deviations, embedded };
  if (deviations[0]?.at !== LOOP) return body;
  const [, stem, turns] = LOOP_TEXT.exec(deviations.shift()?.pick ?? '') ?? [];
  const loop = { stem: Number(stem), turns: Number(turns) };
  return loop.turns > 0 ? { ...body, loop } : undefined;
}

function parseStrings(json: string | undefined): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}
