/** The catalogue of formats for comparisons. */

import { renderCompareHtml } from './compare-html.ts';
import { renderCompareMarkdown } from './compare-markdown.ts';
import type { CompareReport } from './compare-report.ts';
import { renderCompareText } from './compare-text.ts';
import { printJson } from './json.ts';
import type { RenderOptions } from './render.ts';

export interface CompareFormat {
  readonly name: string;
  /** One or several reports; the text ends with a newline. */
  readonly render: (reports: readonly CompareReport[], options: RenderOptions) => string;
}

export const COMPARE_FORMATS: readonly CompareFormat[] = [
  { name: 'text', render: renderCompareText },
  { name: 'json', render: (reports) => printJson(reports.length === 1 ? reports[0] : reports) },
  { name: 'markdown', render: renderCompareMarkdown },
  { name: 'html', render: renderCompareHtml },
];
