/** Tokens carry every schedule unharmed, and refuse what was not written by us. */
import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksum, TOKEN_LIMITS } from '../../sim/explore/token-parts.ts';
import { decodeToken, encodeToken, type Token } from '../../sim/explore/token.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('\ud800 half'));
const tokens: fc.Arbitrary<Token> = fc.record(
  {
    version: fc.constant(1 as const),
    scenario: fc.oneof(fc.constant('3f2a91c07be4d518'), text),
    model: text,
    clock: fc.constantFrom('timed' as const, 'untimed' as const),
    seed: fc.option(text),
    deviations: fc.array(fc.record({ at: text, pick: text }), { maxLength: 20 }),
    embedded: text,
  },
  { requiredKeys: ['version', 'scenario', 'model', 'clock', 'seed', 'deviations'] },
);

const usual: Token = {
  version: 1,
  scenario: '3f2a91c07be4d518',
  model: '9be201aa40c1d7e3',
  clock: 'timed',
  seed: '7',
  deviations: [],
};
const deviating: Token = {
  ...usual,
  clock: 'untimed',
  seed: null,
  deviations: [
    { at: 'schedule 12', pick: 'probe nouveau on gpu' },
    { at: 'outcome of i915 on igd', pick: 'EPROBE_DEFER' },
  ],
};

const seal = (fields: string): string => `${fields}.${checksum(fields)}`;
const problem = (token: string): string => {
  const decoded = decodeToken(token);
  return decoded.ok ? 'none' : decoded.problem;
};

describe('tokens (fast-check prints the seed of a failure)', () => {
  it('come back as they were, in safe characters', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const encoded = encodeToken(token);
        expect(encoded).toMatch(/^p1\.[A-Za-z0-9_.-]+$/);
        expect(decodeToken(encoded)).toEqual({ ok: true, token });
      }),
    );
  });

  it('a usual one fits beside "probesim replay" in 80 columns and shows its seed', () => {
    expect(encodeToken(usual)).toBe(
      'p1.t.s7.s3f2a91c07be4d518.s9be201aa40c1d7e3.' +
        checksum('p1.t.s7.s3f2a91c07be4d518.s9be201aa40c1d7e3'),
    );
    expect(`probesim replay ${encodeToken(usual)}`.length).toBeLessThanOrEqual(80);
  });

  it('the text of a token with deviations never changes', () => {
    expect(encodeToken(deviating)).toMatchInlineSnapshot(
      `"p1.u.-.s3f2a91c07be4d518.s9be201aa40c1d7e3.zi1YqTs5ITSnNSVUwNFLSUSooyk9KVcjLLy1LTSxVyM9TSC8oBQrnl5Yk5-emKuSnKWRaGpqCJDLTU4ASrgFB_k6u8S6ubq5BSrEA.2lupsf4"`,
    );
  });

  it('may be folded and indented by a mail program', () => {
    const folded = encodeToken(deviating).replace(/.{20}/g, '$&\r\n  ');
    expect(decodeToken(folded)).toEqual({ ok: true, token: deviating });
  });

  it.each([usual, deviating])('every single changed character is detected', (token) => {
    const encoded = encodeToken(token);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.';
    for (let i = 0; i < encoded.length; i++) {
      for (const char of alphabet) {
        if (char === encoded[i]) continue;
        expect(decodeToken(encoded.slice(0, i) + char + encoded.slice(i + 1)).ok).toBe(false);
      }
    }
  });

  it('every cut is detected, and so is a doubled or lost character', () => {
    const encoded = encodeToken(deviating);
    for (let i = 0; i < encoded.length; i++) {
      expect(decodeToken(encoded.slice(0, i)).ok).toBe(false);
      expect(decodeToken(encoded.slice(0, i) + encoded.slice(i + 1)).ok).toBe(false);
      expect(decodeToken(encoded.slice(0, i) + encoded[i] + encoded.slice(i)).ok).toBe(false);
    }
  });
});

describe('what is wrong is said', () => {
  it.each([
    ['a typing mistake', encodeToken(usual).replace('s7', 's8'), /checksum is wrong/],
    ['the end is missing', encodeToken(usual).slice(0, -3), /its end is missing/],
    ['most is missing', 'p1.t.s7', /its end is missing/],
    ['a newer format', 'p2.abc', /format 2.*newer/],
    ['something else', 'hello', /does not begin with "p1\."/],
    ['nothing', '', /does not begin/],
    ['a strange character', encodeToken(usual).replace('s7', 's7…'), /"…" is no character/],
  ])('%s', (_name, token, expected) => {
    expect(problem(token)).toMatch(expected);
  });
});

describe('hostile tokens', () => {
  it('any text gives an answer', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((tail) => `p1.${tail}`),
          text.map((tail) => seal(`p1.t.-.s.s.z${tail}`)),
        ),
        (token) => {
          expect(typeof decodeToken(token).ok).toBe('boolean');
        },
      ),
    );
  });

  it.each([
    ['a bomb', Buffer.from('[]'.padEnd(TOKEN_LIMITS.bodyMax + 1))],
    ['no JSON', Buffer.from('[')],
    ['no list', Buffer.from('{}')],
    ['no strings', Buffer.from('[1,2]')],
    ['no UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
    ['too many', Buffer.from(JSON.stringify(Array(2 * TOKEN_LIMITS.deviationsMax + 2).fill('')))],
  ])('%s is refused', (_name, body) => {
    const packed = Buffer.from(deflateSync(body)).toString('base64url');
    expect(problem(seal(`p1.t.-.s.s.z${packed}`))).toMatch(/malformed or too long/);
  });

  it.each(['p1.x.-.s.s', 'p1.t.q.s.s', 'p1.t.-.-.s', 'p1.t.-.s.s.y', 'p1.t.-.s.s.zAA.zAA', 'p1.t.b!.s.s'])(
    '%s with a right checksum is refused',
    (fields) => {
      expect(decodeToken(seal(fields)).ok).toBe(false);
    },
  );

  it('an endless one is refused before it is read', () => {
    expect(problem('p1.'.padEnd(TOKEN_LIMITS.textMax + 1, 'a'))).toMatch(/far too long/);
  });
});
