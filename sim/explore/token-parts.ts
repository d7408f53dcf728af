/** The small parts of a token (token.ts): fields, checksum, bounded inflation. */

import { inflateSync } from 'fflate';

export const TOKEN_LIMITS = {
  /** Characters of a token. A scenario file has at most 4 MiB and compresses well. */
  textMax: 8 * 1024 * 1024,
  /** Bytes of the inflated body: a scenario file and its deviations. */
  bodyMax: 8 * 1024 * 1024,
  deviationsMax: 100_000,
} as const;

const PLAIN = /^[A-Za-z0-9_-]*$/;

/** `-` for null, `s...` for plain text, `b...` for any other. */
export function encodeField(value: string | null): string {
  if (value === null) return '-';
  // By way of JSON, which can write even half a surrogate pair; UTF-8 alone would lose it.
  return PLAIN.test(value) ? `s${value}` : `b${Buffer.from(JSON.stringify(value)).toString('base64url')}`;
}

/** The inverse of `encodeField`; undefined if malformed. */
export function decodeField(field: string): string | null | undefined {
  if (field === '-') return null;
  if (field.startsWith('s')) return field.slice(1);
  if (!field.startsWith('b')) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(field.slice(1), 'base64url').toString());
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** CRC-32 (the one of zip) of the text in 7 base-32 characters: any single changed character is detected. */
export function checksum(text: string): string {
  let crc = -1;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ -1) >>> 0).toString(32).padStart(7, '0');
}

/** Inflates to text; undefined if it is no deflate stream, no UTF-8, or longer than the limit. */
export function inflateBounded(bytes: Uint8Array): string | undefined {
  try {
    // Deflate gains at most a factor of 1,032, so a short stream needs no large buffer.
    const room = Math.min(TOKEN_LIMITS.bodyMax, bytes.length * 1032) + 1;
    // fflate cuts off at the end of the buffer that it is given: a full one means "too long".
    const inflated = inflateSync(bytes, { out: new Uint8Array(room) });
    if (inflated.length >= room) return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(inflated);
  } catch {
    return undefined;
  }
}
