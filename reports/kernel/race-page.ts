/**
 * A race of today's kernel on one page of plain text that fits a mail: scenario, schedule, the kernel's trace, numbers,
 * what closes it, and how to see it again. A pure function of data; nothing is wider than a mail likes.
 */

export interface RacePage {
  readonly title: string;
  /** What happens, by whom it is met: paragraphs. */
  readonly about: readonly string[];
  /** The scenario's file and its lines. */
  readonly scenario: { readonly file: string; readonly lines: readonly string[] };
  readonly schedule: {
    readonly says: readonly string[];
    readonly steps: readonly ScheduleStep[];
  };
  readonly trace: {
    readonly says: readonly string[];
    readonly records: readonly TraceRecord[];
    /** Records that follow and are left out. */
    readonly more: number;
  };
  readonly numbers: readonly NumberRow[];
  /** What the columns `shown` of the numbers count. */
  readonly shows: string;
  readonly closes: readonly { readonly what: string; readonly checked: string }[];
  readonly commands: readonly string[];
}

export interface ScheduleStep {
  readonly process: string;
  readonly does: string;
}

export interface TraceRecord {
  /** Nanoseconds since the story began. */
  readonly at: number;
  readonly cpu: number;
  readonly task: string;
  readonly says: string;
}

export interface NumberRow {
  readonly experiment: string;
  readonly kernel: string;
  readonly exact: Count;
  readonly free: Count;
}

export interface Count {
  readonly shown: number;
  readonly of: number;
}

/** Columns of a line: what mail programs do not break. */
const WIDTH = 76;

/** The page, ready to be pasted into a mail. */
export function racePage(page: RacePage): string {
  const { title, about, scenario, schedule, trace, closes, commands } = page;
  const parts = [
    [...wrapped(title, ''), '='.repeat(Math.min(WIDTH, plain(title).length))],
    paragraphs(about),
    section('Scenario', [scenario.file]),
    scenario.lines.flatMap((line) => wrapped(line, '  ', '      ')),
    section('Schedule', schedule.says),
    schedule.steps.flatMap(({ process, does }) => wrapped(`${process}: ${does}`, '  ')),
    section("The kernel's trace", trace.says),
    traceLines(trace),
    section('Numbers', [page.shows]),
    numberLines(page.numbers),
    section('What closes it', []),
    closes.flatMap(({ what, checked }) => wrapped(`- ${what}: ${checked}`, '', '  ')),
    section('Again', []),
    commands.flatMap((command) => continued(command)),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(unquoted).join('\n'))
    .join('\n\n')}\n`;
}

const section = (name: string, says: readonly string[]): string[] => [
  name,
  '-'.repeat(name.length),
  ...(says.length > 0 ? ['', ...paragraphs(says)] : []),
];

const paragraphs = (texts: readonly string[]): string[] =>
  texts.flatMap((text, index) => [...(index > 0 ? [''] : []), ...wrapped(text, '')]);

/** Anything that is no plain character of a mail becomes a question mark. */
const plain = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?');

/** A mailbox takes a line that begins like this for the next mail. */
const unquoted = (line: string): string => (line.startsWith('From ') ? ` ${line}` : line);

/** Lines of at most WIDTH columns; a word that is longer is cut. Leading blanks of the text are kept. */
function wrapped(text: string, indent: string, hanging: string = indent, width: number = WIDTH): string[] {
  const lead = /^ */.exec(text)?.[0] ?? '';
  const room = width - Math.max(indent.length, hanging.length) - lead.length;
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text.trim())
    .split(' ')
    .flatMap((long) => pieces(long, room))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each, index) => `${index === 0 ? indent : hanging}${lead}${each}`.trimEnd());
}

const pieces = (word: string, room: number): readonly string[] =>
  word.length <= room ? [word] : (word.match(new RegExp(`.{1,${room}}`, 'g')) ?? []);

/** A command over several lines of a shell. */
function continued(command: string): string[] {
  const lines = wrapped(command, '  ', '    ', WIDTH - ' \\'.length);
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

function traceLines({ records, more }: RacePage['trace']): string[] {
  const task = Math.max(0, ...records.map((record) => record.task.length));
  const lines = records.flatMap(({ at, cpu, task: name, says }) => {
    const head = `${(at / 1000).toFixed(1).padStart(10)} us  c${cpu}  ${name.padEnd(task)}  `;
    return wrapped(says, head, ' '.repeat(head.length));
  });
  return more > 0 ? [...lines, `  ... ${more} more records`] : lines;
}

function numberLines(rows: readonly NumberRow[]): string[] {
  const text = ({ shown, of }: Count): string => (of === 0 ? '-' : `${shown} of ${of}`);
  const table = [
    ['scenario', 'kernel', 'exact', 'free'],
    ...rows.map(({ experiment, kernel, exact, free }) => [experiment, kernel, text(exact), text(free)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  return table.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
