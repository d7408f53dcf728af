/** The catalogue of report formats. A new one: copy text.ts, add a line here, one snapshot of a fixed report. */

import { renderJson, renderManyJson } from './json.ts';
import { renderJunit, renderManyJunit } from './junit.ts';
import { renderManyMarkdown, renderMarkdown } from './markdown.ts';
import type { Format } from './render.ts';
import { renderManyText, renderText } from './text.ts';

export const FORMATS: readonly Format[] = [
  {
    name: 'text',
    says: 'for people: a terminal, a mail',
    render: renderText,
    renderMany: renderManyText,
  },
  {
    name: 'json',
    says: 'for programs: all data, described by `probesim schema report`',
    render: renderJson,
    renderMany: renderManyJson,
  },
  {
    name: 'markdown',
    says: 'for issue trackers and job summaries',
    render: renderMarkdown,
    renderMany: renderManyMarkdown,
  },
  {
    name: 'junit',
    says: 'for CI servers: one test for each invariant and expectation',
    render: renderJunit,
    renderMany: renderManyJunit,
  },
];
