/** Every format on the same reports: snapshots, and what each promises. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../reports/index.ts';
import { ReportSchema, reportJsonSchema } from '../../reports/schema.ts';
import { REPORTS, small, traced } from './fixtures.ts';

const plainOptions = { colour: false, width: 80 } as const;
const named = Object.entries(REPORTS).map(([name, report]) => ({ name, report }));
const render = (format: string, report = small, options: object = {}): string => {
  const found = FORMATS.find(({ name }) => name === format);
  if (found === undefined) throw new Error(`no format ${format}`);
  return found.render(report, { ...plainOptions, ...options });
};

describe.each(FORMATS.map(({ name }) => name))('format %s', (format) => {
  it.each(named)('$name looks as it did', ({ report }) => {
    expect(render(format, report, { trace: true })).toMatchSnapshot();
  });

  it.each(named)('$name ends with one newline and has no control characters, colours off', ({ report }) => {
    const text = render(format, report, { trace: true });
    expect(text).toMatch(/[^\n]\n$/);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  });

  it('is the same twice', () => {
    expect(render(format, traced, { trace: true })).toBe(render(format, traced, { trace: true }));
  });

  it('leaves the trace out unless asked', () => {
    expect(render(format, traced)).not.toMatch(/from-the-future/);
  });
});

describe('json', () => {
  it.each(named)('$name is what the schema describes', ({ report }) => {
    expect(v.parse(ReportSchema, JSON.parse(render('json', report, { trace: true })))).toEqual(
      JSON.parse(JSON.stringify(report)),
    );
  });

  it('several reports are one array', () => {
    const json = FORMATS.find(({ name }) => name === 'json');
    expect(JSON.parse(json?.renderMany([small, small], plainOptions) ?? '')).toHaveLength(2);
  });

  it('the schema refuses what a report is not', () => {
    expect(v.is(ReportSchema, { ...small, format: 2 })).toBe(false);
    expect(v.is(ReportSchema, { ...small, extra: 1 })).toBe(false);
    expect(v.is(ReportSchema, { ...small, traceHash: 'xyz' })).toBe(false);
  });

  it('the published schema names every field', () => {
    expect(reportJsonSchema()).toMatchObject({ title: 'probesim report', type: 'object' });
    const { properties } = reportJsonSchema() as { readonly properties: object };
    expect(Object.keys(properties)).toEqual(expect.arrayContaining([...Object.keys(small), 'facts']));
  });
});
