/** JUnit and Markdown stay well formed whatever stands in a scenario. */
import { describe, expect, it } from 'vitest';
import { renderJunit, renderManyJunit } from '../../reports/junit.ts';
import { escape } from '../../reports/markdown.ts';
import { findings, REPORTS, small } from './fixtures.ts';

const options = { colour: false, width: 80 } as const;
const named = Object.entries(REPORTS).map(([name, report]) => ({ name, report }));

/** Just enough of XML's rules: tags nest, attributes are quoted, no stray markup characters. Throws where broken. */
function mustBeWellFormed(xml: string): void {
  const attribute = /\s+[a-z]+="[^"<&]*(?:&(?:[a-z]+|#\d+);[^"<&]*)*"/.source;
  const tag = new RegExp(`<(/?)([a-z-]+)((?:${attribute})*)(/?)>`, 'y');
  const text = /(?:[^<&]|&(?:amp|lt|gt|quot|apos|#\d+);)+/y;
  const open: string[] = [];
  let at = xml.indexOf('?>') + 2;
  while (at < xml.length) {
    tag.lastIndex = text.lastIndex = at;
    const found = tag.exec(xml) ?? text.exec(xml);
    if (found === null) throw new Error(`not XML at ${at}: ${xml.slice(at, at + 40)}`);
    at += found[0].length;
    if (found[2] === undefined) continue;
    if (found[1] === '/') expect(open.pop()).toBe(found[2]);
    else if (found[4] === '') open.push(found[2]);
  }
  expect(open).toEqual([]);
}

describe('junit', () => {
  it.each(named)('$name is well-formed', ({ report }) => {
    mustBeWellFormed(renderJunit(report, options));
  });

  it('counts what it contains', () => {
    const xml = renderJunit(findings, options);
    expect(xml).toContain('tests="4" failures="1" errors="0" skipped="1"');
    expect(xml.match(/<testcase /g)).toHaveLength(4);
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml.match(/<skipped /g)).toHaveLength(1);
  });

  it('several scenarios are suites of one document', () => {
    const xml = renderManyJunit([small, findings], options);
    mustBeWellFormed(xml);
    expect(xml.match(/<testsuite /g)).toHaveLength(2);
  });
});

describe('markdown escaping', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['<img>', '\\<img\\>'],
    ['xhci_hcd', 'xhci_hcd'],
    ['_x_', '\\_x\\_'],
    ['[a](b)', '\\[a\\](b)'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['0.012345 s', '0.012345 s'],
    ['&lt;', '&amp;lt;'],
  ])('%s', (from, to) => {
    expect(escape(from)).toBe(to);
  });
});
