/** A checked log for a terminal: what does not fit first, then what could not be checked, then the rest in a word. */

import pc from 'picocolors';
import type { LogPart, LogReport } from './check-log-report.ts';
import { count, hang, plain } from './layout.ts';
import type { RenderOptions } from './render.ts';

/** The report as text; `all` gives each admitted device a line. */
export function renderLogText(report: LogReport, { width, colour, all = false }: RenderOptions): string {
  const colours = pc.createColors(colour);
  const { checked, notChecked, scenario } = report;
  const good = checked.filter(({ verdict }) => verdict === 'admitted');
  const bad = checked.filter(({ verdict }) => verdict !== 'admitted');
  const named = ({ device, suppliers }: LogPart): string =>
    `${plain(device ?? scenario ?? '')}${suppliers.length > 0 ? ` (with ${plain(suppliers.join(', '))})` : ''}`;
  const lines = [
    ...bad.flatMap((part) => [
      `${colours.bold(named(part))}: ${misfitText(report.file, part)}`,
      ...supposals(part),
    ]),
    ...notChecked.flatMap(({ device, why }) => hang(`${plain(device)}: `, `not checked: ${why}`, width)),
    ...good
      .filter(({ supposed, device }) => all || supposed.length > 0 || device === null)
      .flatMap((part) => [
        `${named(part)}: ${count(part.lines, 'line')}, all as the model has them`,
        ...supposals(part),
      ]),
    ...summary(report, good, width),
  ];
  return `${lines.join('\n')}\n`;
}

function misfitText(file: string, { verdict, misfit }: LogPart): string {
  const doubt = verdict === 'undecided' ? ' (the search was cut, so this is not sure)' : '';
  if (!misfit) return `the model ends otherwise${doubt}`;
  const allowed = misfit.allowed.length > 0 ? misfit.allowed : ['nothing more'];
  return [
    `the first line that the model does not admit${doubt}:`,
    `  ${file}:${misfit.line}: ${plain(misfit.text)}`,
    '  the model allows there:',
    ...allowed.map((text) => `    ${plain(text)}`),
  ].join('\n');
}

const supposals = ({ supposed }: LogPart): readonly string[] =>
  supposed.map(
    ({ beforeLine, actions }) =>
      `  if somebody wrote before line ${beforeLine}: ${plain(actions.join(', then '))}`,
  );

function summary(
  { checked, notChecked, scenario, byHand }: LogReport,
  good: readonly LogPart[],
  width: number,
): readonly string[] {
  if (scenario !== null) return [];
  const left =
    notChecked.length > 0
      ? `; ${count(notChecked.length, 'more')} could not be checked`.replace('mores', 'more')
      : '';
  const sum = `${good.length} of ${count(checked.length, 'device')} as the model has it${left}`;
  const isAll = good.length === checked.length;
  return [
    ...hang('', sum, width),
    ...(isAll || byHand ? [] : ['if somebody bound or unbound by hand, say --by-hand']),
  ];
}
