/**
 * JUnit XML for CI servers: a scenario is a suite, each invariant a test, and so are the run's ending and the file's
 * own expectations. A breach is a failure, an exception by design is a skipped test with its reason.
 */

import { atTime, plain } from './layout.ts';
import type { RenderOptions } from './render.ts';
import type { Finding, Report } from './report.ts';
import { slotOf, waits } from './text.ts';
import { clockSentence, endingSentence } from './verdict.ts';

interface Case {
  readonly name: string;
  readonly failures: readonly string[];
  readonly skipped: readonly string[];
}

/** A test suite for CI: one case per invariant. */
export function renderJunit(report: Report, options: RenderOptions): string {
  return renderManyJunit([report], options);
}

/** One suite per report. */
export function renderManyJunit(reports: readonly Report[], _options: RenderOptions): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="probesim">\n${reports.map(suite).join('')}</testsuites>\n`;
}

// XML 1.0 has no way at all to write these, not even as a reference.
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML content or a quoted attribute. What XML forbids or a terminal would obey is shown as \u{...}. */
export function escapeXml(text: string): string {
  return text
    .split('\n')
    .map((line) => plain(line).replace(NOT_XML, plainAlways))
    .join('\n')
    .replace(/[&<>"']/g, (char) => REFERENCES[char] ?? char)
    .replaceAll('\n', '&#10;');
}

const plainAlways = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;

function suite(report: Report): string {
  const cases = [endingCase(report), ...invariantCases(report)];
  const failures = cases.filter((test) => test.failures.length > 0).length;
  const skipped = cases.filter((test) => test.failures.length === 0 && test.skipped.length > 0).length;
  const blocked = report.ending.blocked.map(waits);
  const name = escapeXml(`${report.scenario.title} (${report.scenario.file})`);
  const time = ((report.ending.at ?? 0) / 1e9).toFixed(6);
  return [
    `  <testsuite name="${name}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${time}">`,
    ...properties(report),
    ...cases.map((test) => testCase(test, report)),
    `    <system-out>${escapeXml([endingSentence(report), ...blocked, report.replay].join('\n'))}</system-out>`,
    '  </testsuite>\n',
  ].join('\n');
}

function properties(report: Report): readonly string[] {
  const pairs = {
    system: report.system.name,
    quirks: report.system.quirks.join(','),
    clock: clockSentence(report),
    traceHash: report.traceHash,
    token: report.token,
  };
  const lines = Object.entries(pairs).map(([name, value]) => {
    return `      <property name="${name}" value="${escapeXml(value)}"/>`;
  });
  return ['    <properties>', ...lines, '    </properties>'];
}

/** Breaking `no-deadlock` or `settles` is the failure; where nobody claims them, a bad ending is only mentioned. */
function endingCase(report: Report): Case {
  const skipped = report.ending.is === 'quiet' ? [] : [endingSentence(report)];
  return { name: 'the run ends', failures: [], skipped };
}

function invariantCases(report: Report): readonly Case[] {
  const listed = report.invariants.map(({ name }) => name);
  const found = report.findings.map(({ invariant }) => invariant);
  const names = [...new Set([...listed, ...found])];
  return names.map((name) => {
    const findings = report.findings.filter(({ invariant }) => invariant === name);
    return {
      name,
      failures: findings.filter(({ byDesign }) => !byDesign).map(findingText),
      skipped: findings
        .filter(({ byDesign }) => byDesign)
        .map((finding) => `by design: ${findingText(finding)}`),
    };
  });
}

function findingText(finding: Finding): string {
  const { why, at, says, device, strength } = finding;
  const about = [device && `${slotOf(finding)}${device}: `, why, atTime(at), strength && ` (${strength})`]
    .filter(Boolean)
    .join('');
  return `${about}\nshould hold: ${says}`;
}

function testCase({ name, failures, skipped }: Case, report: Report): string {
  const open = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(report.scenario.file)}"`;
  const first = (texts: readonly string[]): string => escapeXml(texts[0]?.split('\n')[0] ?? '');
  if (failures.length > 0) {
    const body = escapeXml([...failures, report.replay].join('\n\n'));
    return `${open}>\n      <failure message="${first(failures)}" type="breach">${body}</failure>\n    </testcase>`;
  }
  if (skipped.length > 0) return `${open}>\n      <skipped message="${first(skipped)}"/>\n    </testcase>`;
  return `${open}/>`;
}
