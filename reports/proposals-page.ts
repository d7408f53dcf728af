/**
 * The answer the thread of 2021 did not have, rendered from data (bench/proposals.ts): which rule of priority matching
 * keeps which promise, over all orders, and what it costs in boot time. Facts, no ranking.
 */

import { escaped, htmlTable, page } from './html.ts';
import { escape } from './markdown.ts';

/** Counts of machines or runs in which a claim breaks. */
type Broken = Readonly<Record<string, readonly string[] | number>>;

export interface ProposalsData {
  readonly corpus: {
    readonly shipped: readonly string[];
    readonly madeUp: number;
    readonly seed: number;
    readonly statesMax: number;
  };
  readonly claims: readonly string[];
  readonly rules: readonly {
    readonly name: string;
    readonly system: string;
    readonly broken: Broken;
    readonly unfinished: readonly string[];
  }[];
  readonly timed: readonly TimedRow[];
  /** The same rule with reservations of different lengths. */
  readonly bounds: readonly TimedRow[];
  readonly machines: readonly { readonly machine: string; readonly rules: readonly TimedRow[] }[];
}

interface TimedRow {
  readonly name: string;
  readonly runs: number;
  readonly broken: Broken;
  readonly mean: number;
  readonly worst: number;
  readonly useless: number;
}

/** A part of the page: a heading, sentences, a table. */
interface Part {
  readonly title: string;
  readonly says: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const TITLE = 'Which rule lets a catch-all driver come last';

const INTRO = [
  'In March and April 2021 the kvm list asked how a catch-all driver could ever come last behind specialised ones. The ' +
    'proposals made there, and combinations that nobody proposed, run here on the same machines, over all orders.',
  'Three promises: a device has at most one bound driver; the catch-all never wins over an available specific driver; ' +
    'late registration never rebinds. For the second, three kinds of passing over are told apart: a registered driver that ' +
    'was not asked, one that was asked and deferred, one that was only obtainable because its module was not loaded yet.',
];

/** Short heads for the claims. */
const HEADS: Readonly<Record<string, string>> = {
  'at-most-one-driver': 'two drivers',
  'specific-over-catch-all (not asked)': 'passed over: not asked',
  'specific-over-catch-all (deferred)': 'passed over: deferred',
  'specific-over-catch-all (obtainable)': 'passed over: obtainable',
  'late-registration-never-rebinds': 'rebound',
  'no-deadlock': 'deadlock',
  'nobody-stranded': 'stranded',
};

const countOf = (broken: Broken, claim: string): string => {
  const found = broken[claim] ?? 0;
  return String(typeof found === 'number' ? found : found.length);
};

function partsOf(data: ProposalsData): readonly Part[] {
  const { corpus, claims, rules, timed, bounds, machines } = data;
  const heads = claims.map((claim) => HEADS[claim] ?? claim);
  const all = corpus.shipped.length + corpus.madeUp;
  const timedRow = ({ name, runs, broken, mean, worst, useless }: TimedRow): string[] => [
    name,
    ...claims.map((claim) => countOf(broken, claim)),
    mean.toFixed(1),
    worst.toFixed(1),
    String(useless),
    String(runs),
  ];
  const timedHead = ['rule', ...heads, 'last bind, mean ms', 'worst ms', 'refused probes', 'runs'];
  return [
    {
      title: 'Over all orders',
      says: [
        `${all} machines: ${corpus.madeUp} made up (seed ${corpus.seed}) and the shipped ${corpus.shipped.join(', ')}. Each ` +
          `number counts machines on which some order does it. A search stops at ${corpus.statesMax.toLocaleString('en-US')} ` +
          'states: on machines that are not finished, a zero means that none was found.',
      ],
      head: ['rule', ...heads, 'not finished'],
      rows: rules.map(({ name, broken, unfinished }) => [
        name,
        ...claims.map((claim) => countOf(broken, claim)),
        String(unfinished.length),
      ]),
    },
    {
      title: 'In time, the same arrivals for every rule',
      says: ['Runs of the timed clock on the same machines; numbers of promises count runs.'],
      head: timedHead,
      rows: timed.map(timedRow),
    },
    {
      title: 'How long a reservation must be',
      says: [
        'The strict rule, where a catch-all waits at most so long for a driver that is obtainable or deferred.',
      ],
      head: timedHead,
      rows: bounds.map(timedRow),
    },
    ...machines.map(({ machine, rules: rows }) => ({
      title: `What it costs to boot ${machine.replace('machines/', '')}`,
      says: [],
      head: timedHead,
      rows: rows.map(timedRow),
    })),
  ];
}

/** Rules that a sentence names; more are in the table. */
const NAMED_MAX = 3;

/** What the tables say, each sentence computed from them. */
export function proposalSentences(data: ProposalsData): readonly string[] {
  const { claims, rules } = data;
  const second = claims.filter((claim) => claim.startsWith('specific-over-catch-all'));
  const firstAndThird = ['at-most-one-driver', 'late-registration-never-rebinds'];
  const keeps = (wanted: readonly string[]): string[] =>
    rules
      .filter(({ broken }) => wanted.every((claim) => countOf(broken, claim) === '0'))
      .map(({ name }) => name);
  const told = (names: readonly string[]): string => {
    if (names.length === 0) return 'none';
    const some = names.slice(0, NAMED_MAX).map((name) => `"${name}"`);
    const more = names.length - some.length;
    return `${some.join('; ')}${more > 0 ? `; and ${more} more, as the table shows` : ''}`;
  };
  const everything = [...firstAndThird, ...second, 'nobody-stranded', 'no-deadlock'];
  const linux = rules.find(({ name }) => name === 'linux-6.1');
  const worse = keeps([...firstAndThird, ...second]).map((name) => {
    const row = rules.find((rule) => rule.name === name);
    return `"${name}" strands devices on ${row ? countOf(row.broken, 'nobody-stranded') : '?'} machines`;
  });
  return [
    `Rules that keep everything on every machine: ${told(keeps(everything))}.`,
    `Rules that keep all three promises in both strengths, deferred drivers counted as available: ${told(keeps([...firstAndThird, ...second]))}` +
      `${worse.length === 0 ? '' : ` (${worse.join('; ')}; Linux as it is: ${linux ? countOf(linux.broken, 'nobody-stranded') : '?'})`}.`,
    `Rules under which no catch-all passes over a registered driver that was not asked: ${told(keeps([...firstAndThird, second[0] ?? '']))}.`,
    `Rules that also wait for what is only obtainable: ${told(keeps([...firstAndThird, second[0] ?? '', second[2] ?? '']))}.`,
    'Where a specific driver defers for ever, the second promise and "nobody is stranded" exclude each other: a rule can only choose which to break.',
    ...searchedSentence(data),
  ];
}

/** How far "keep" goes: a break is a run that was seen, a zero is not a proof where a search was cut. */
function searchedSentence({ corpus, rules }: ProposalsData): readonly string[] {
  const cut = rules.map(({ unfinished }) => unfinished.length);
  const most = Math.max(0, ...cut);
  if (most === 0) return [];
  const machines = corpus.madeUp + corpus.shipped.length;
  return [
    `To keep means here that no break was found: by rule, ${Math.min(...cut)} to ${most} of the ${machines} machines were not searched to the end. A break is always a run that was seen.`,
  ];
}

/** The page as Markdown. */
export function proposalsMarkdown(data: ProposalsData): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  const parts = partsOf(data).map(({ title, says, head, rows }) =>
    [
      `## ${escape(title)}`,
      ...says.map(escape),
      [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n'),
    ].join('\n\n'),
  );
  const answer = proposalSentences(data).map((text) => `- ${escape(text)}`);
  return `${[`# ${TITLE}`, ...INTRO, '## In short', answer.join('\n'), ...parts, REDO].join('\n\n')}\n`;
}

const REDO =
  'Made by `npx tsx reports/bench/proposals.ts 30 10`; `npx probesim compare FILE` shows one machine under every rule, with a replay line for each break.';

/** The page as HTML. */
export function proposalsHtml(data: ProposalsData): string {
  const parts = partsOf(data).flatMap(({ title, says, head, rows }) => [
    `<h2>${escaped(title)}</h2>`,
    ...says.map((text) => `<p>${escaped(text)}</p>`),
    htmlTable(head, rows),
  ]);
  const answer = proposalSentences(data).map((text) => `<li>${escaped(text)}</li>`);
  return page(TITLE, [
    `<h1>${TITLE}</h1>`,
    ...INTRO.map((text) => `<p>${escaped(text)}</p>`),
    `<h2>In short</h2>\n<ul>${answer.join('\n')}</ul>`,
    ...parts,
    `<p>${escaped(REDO.replaceAll('`', ''))}</p>`,
  ]);
}
