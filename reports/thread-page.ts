/**
 * The page for a reader of the thread of 2021: every position as a system that runs, what each would have done in one
 * table, and a line for each break that shows it again. Facts, no ranking.
 */

import { escaped, htmlCommand, htmlDetails, htmlTable, page } from './html.ts';
import { anchored, codeSpan, details, escape, fence, grid, section, tableLines } from './markdown.ts';
import type { ThreadBreak, ThreadCell, ThreadData } from './thread-data.ts';
import { POSITIONS, THREAD_BUDGET, type Position } from './thread-positions.ts';

const TITLE = 'The thread of 2021, position by position';

const INTRO = [
  'In March and April 2021 the kvm list discussed how variant drivers for some devices could live beside vfio-pci, which ' +
    'takes every PCI device: "[PATCH 8/9] vfio/pci: export nvlink2 support into vendor vfio_pci drivers". Each position ' +
    'taken there is a system or a scenario here, and all run on the same machines.',
  'A cell says what the devices can end with over every order ("so far": not every order was tried), then which promises ' +
    'break. Each break leads to a line that shows it again. Where a driver is asked for by driver_override, obeying it ' +
    'is no break: the person chose.',
];

const REDO = 'npx tsx reports/bench/thread.ts';

/** The command that compares these scenarios under these systems. */
export const compareCommand = ({ scenarios, systems }: Pick<ThreadData, 'scenarios' | 'systems'>): string =>
  `npx probesim compare ${scenarios.map(({ name }) => name).join(' ')} ` +
  `--systems ${systems.map(({ name }) => name).join(',')} --budget ${THREAD_BUDGET}`;

const POSITION_HEAD = ['who', 'wants', 'runs as', 'on scenarios', 'left open, and how it is answered here'];

const positionRow = ({ who, wants, systems, scenarios, open }: Position): readonly string[] => [
  who,
  wants,
  systems.join(', '),
  scenarios.join(', ') || 'all',
  open,
];

const idOf = (scenario: string, system: string, promise: string): string =>
  `${scenario}-${system}-${promise}`.replaceAll('.', '-');

/** Draws a break as a link. */
type Link = (text: string, id: string) => string;

/** The cells of the table; `plainText` makes a text harmless. */
function rowsOf(
  data: ThreadData,
  plainText: (text: string) => string,
  link: Link,
): readonly (readonly string[])[] {
  return data.systems.map(({ name }) => [
    plainText(name),
    ...data.scenarios.map((scenario) => {
      const cell = data.cells[scenario.name]?.[name];
      if (cell === undefined) return '-';
      const breaks = cell.breaks.map(({ text, promise }) => link(text, idOf(scenario.name, name, promise)));
      return [plainText(cell.ends), ...breaks, ...(cell.everyOrder ? [] : ['so far'])].join('; ');
    }),
  ]);
}

interface Shown extends ThreadBreak {
  readonly id: string;
  readonly title: string;
}

/** Every break of the table. */
function shownBreaks({ scenarios, systems, cells }: ThreadData): readonly Shown[] {
  return scenarios.flatMap(({ name: scenario }) =>
    systems.flatMap(({ name }) =>
      (cells[scenario]?.[name]?.breaks ?? []).map((one) => ({
        ...one,
        id: idOf(scenario, name, one.promise),
        title: `${scenario} under ${name}: ${one.text}`,
      })),
    ),
  );
}

/** Costs: the same arrivals for every system. */
function costRows(data: ThreadData): readonly (readonly string[])[] {
  const text = ({ settles, useless }: ThreadCell): string => `${settles}; ${useless}`;
  return data.systems.map(({ name }) => [
    name,
    ...data.scenarios.map((scenario) => {
      const cell = data.cells[scenario.name]?.[name];
      return cell === undefined ? '-' : text(cell);
    }),
  ]);
}

const headOf = ({ scenarios }: ThreadData): readonly string[] => [
  'system',
  ...scenarios.map(({ name }) => name),
];

const COSTS =
  'Best and worst of 20 runs in time, the same seeds and so the same arrivals for every system: when the last thing ' +
  'changed about a device, a driver or a module; then how many probes did not end in a bind.';

/** The page as Markdown. */
export function threadMarkdown(data: ThreadData): string {
  const rows = rowsOf(data, escape, (text, id) => `[${escape(text)}](#${id})`);
  const breaks = shownBreaks(data).map(({ id, title, why, replay }) =>
    anchored(id, details(escape(title), `${escape(why)}.\n\n${fence(replay)}`)),
  );
  return `${[
    `# ${TITLE}`,
    ...INTRO.map(escape),
    section('The positions', [grid(POSITION_HEAD, POSITIONS.map(positionRow))]),
    section('What each would have done', [tableLines(headOf(data).map(escape), rows)]),
    section(
      'The scenarios',
      data.scenarios.map(({ name, title }) => `- ${codeSpan(name)}: ${escape(title)}`),
    ),
    section(
      'The systems',
      data.systems.map(({ name, says }) => `- ${codeSpan(name)}: ${escape(says)}`),
    ),
    section('What it costs', [escape(COSTS), '', grid(headOf(data), costRows(data))]),
    section('How to see each break', breaks),
    `The same in full:\n\n${fence(compareCommand(data))}`,
    `Made by ${codeSpan(REDO)}; [proposals.md](proposals.md) searches for the rule that the thread did not have, ` +
      '[systems.md](systems.md) has all systems on all scenarios.',
  ].join('\n\n')}\n`;
}

/** The page as HTML. */
export function threadHtml(data: ThreadData): string {
  const rows = rowsOf(data, escaped, (text, id) => `<a href="#${escaped(id)}">${escaped(text)}</a>`);
  const cells = rows.map(
    ([name = '', ...own]) => `<th scope="row">${name}</th>${own.map((c) => `<td>${c}</td>`).join('')}`,
  );
  const heads = headOf(data).map((text) => `<th scope="col">${escaped(text)}</th>`);
  const list = (items: readonly { readonly name: string; readonly text: string }[]): string =>
    `<ul>${items.map(({ name, text }) => `<li><strong>${escaped(name)}</strong>: ${escaped(text)}</li>`).join('\n')}</ul>`;
  return page(TITLE, [
    `<h1>${TITLE}</h1>`,
    ...INTRO.map((text) => `<p>${escaped(text)}</p>`),
    `<h2>The positions</h2>\n${htmlTable(POSITION_HEAD, POSITIONS.map(positionRow))}`,
    `<h2>What each would have done</h2>\n<div class="scroll"><table><thead><tr>${heads.join('')}</tr></thead><tbody>`,
    ...cells.map((row) => `<tr>${row}</tr>`),
    '</tbody></table></div>',
    `<h2>The scenarios</h2>\n${list(data.scenarios.map(({ name, title }) => ({ name, text: title })))}`,
    `<h2>The systems</h2>\n${list(data.systems.map(({ name, says }) => ({ name, text: says })))}`,
    `<h2>What it costs</h2>\n<p>${escaped(COSTS)}</p>\n${htmlTable(headOf(data), costRows(data))}`,
    '<h2>How to see each break</h2>',
    ...shownBreaks(data).map(({ id, title, why, replay }) =>
      htmlDetails(id, title, `<p>${escaped(why)}.</p>\n${htmlCommand(replay)}`),
    ),
    `<h2>The same in full</h2>\n${htmlCommand(compareCommand(data))}`,
  ]);
}
