/** The catalogue of formats for explorations. */

import { printJson } from './json.ts';
import { renderExploreMarkdown } from './explore-markdown.ts';
import type { ExploreReport } from './explore-report.ts';
import { renderExploreText } from './explore-text.ts';
import type { RenderOptions } from './render.ts';

export { isWell } from './explore-verdict.ts';

export interface ExploreFormat {
  readonly name: string;
  /** One or several reports; the text ends with a newline. */
  readonly render: (reports: readonly ExploreReport[], options: RenderOptions) => string;
}

export const EXPLORE_FORMATS: readonly ExploreFormat[] = [
  { name: 'text', render: renderExploreText },
  { name: 'json', render: (reports) => printJson(reports.length === 1 ? reports[0] : reports) },
  { name: 'markdown', render: renderExploreMarkdown },
];
