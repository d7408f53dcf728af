/**
 * The answer the thread of 2021 did not have, rendered from data (bench/proposals.ts): which rule of priority matching
 * keeps which promise, over all orders, and what it costs in boot time. Facts, no ranking.
 */

import { escaped, htmlTable, page } from './html.ts';
import { escape, grid } from './markdown.ts';
import {
  countOf,
  keeping,
  nearest,
  passedOver,
  promisesOf,
  type Broken,
  type ProposalsData,
  type TimedRow,
} from './proposals-data.ts';
import { proposalSentences } from './proposals-sentences.ts';

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
  'Each rule can be run: all but the first five are settings of the dialect "priority", which a scenario says under ' +
    '"under" (probesim explain priority-2021 lists them); those with a name of their own are systems.',
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

const TIME_HEAD = ['last bind, mean ms', 'worst ms', 'refused probes'];

function partsOf(data: ProposalsData): readonly Part[] {
  return [sideBySide(data), overAllOrders(data), ...inTime(data)];
}

const headsOf = ({ claims }: ProposalsData): readonly string[] =>
  claims.map((claim) => HEADS[claim] ?? claim);

const countsOf = ({ claims }: ProposalsData, broken: Broken): readonly string[] =>
  claims.map((claim) => String(countOf(broken, claim)));

function overAllOrders(data: ProposalsData): Part {
  const { madeUp, seed, shipped, statesMax } = data.corpus;
  return {
    title: 'Over all orders',
    says: [
      `${shipped.length + madeUp} machines: ${madeUp} made up (seed ${seed}) and the shipped ${shipped.join(', ')}. Each ` +
        `number counts machines on which some order does it. A search stops at ${statesMax.toLocaleString('en-US')} ` +
        'states: on machines that are not finished, a zero means that none was found.',
    ],
    head: ['rule', ...headsOf(data), 'not finished'],
    rows: data.rules.map(({ name, broken, unfinished }) => [
      name,
      ...countsOf(data, broken),
      String(unfinished.length),
    ]),
  };
}

/** The tables of the timed clock. */
function inTime(data: ProposalsData): readonly Part[] {
  const head = ['rule', ...headsOf(data), ...TIME_HEAD, 'runs'];
  const cells = ({ name, runs, broken, mean, worst, useless }: TimedRow): string[] => [
    name,
    ...countsOf(data, broken),
    ...[mean.toFixed(1), worst.toFixed(1), String(useless), String(runs)],
  ];
  return [
    {
      title: 'In time, the same arrivals for every rule',
      says: ['Runs of the timed clock on the same machines; numbers of promises count runs.'],
      head,
      rows: data.timed.map(cells),
    },
    {
      title: 'How long a reservation must be',
      says: [
        'The strict rule, where a catch-all waits at most so long for a driver that is obtainable or deferred.',
      ],
      head,
      rows: data.bounds.map(cells),
    },
    {
      title: 'What it costs to boot the shipped machines',
      says: [
        'Runs of the timed clock with the module database of a real kernel; as the machine is, and with a built-in driver ' +
          'that takes any PCI device.',
      ],
      head: ['machine', ...head],
      rows: data.machines.flatMap(({ machine, rules }) =>
        rules.map((row) => [machine.replace('machines/', ''), ...cells(row)]),
      ),
    },
  ];
}

/** The thread's rules as they were proposed. */
const AS_PROPOSED = [
  ...['linux-6.1', 'override-only', 'softdep-override', 'flavour', 'user-space'],
  'priority, no waiting',
];

/** What was proposed, what keeps all promises, what strands nobody: promises and boot time in one table. */
function sideBySide(data: ProposalsData): Part {
  const proposed = data.rules.filter(({ name }) => AS_PROPOSED.includes(name));
  const rows = new Set([...proposed, ...keeping(data, promisesOf(data)), ...nearest(data)]);
  return {
    title: 'Side by side',
    says: [
      'The rules of the thread, those that keep all three promises in both strengths, and those that pass somebody over on ' +
        'the fewest machines while stranding nobody whom Linux does not. Machines on which some order does it; then time, ' +
        'over runs with the same arrivals for every rule.',
    ],
    head: ['rule', 'passes over', 'rebinds', 'strands', 'not finished', ...TIME_HEAD],
    rows: [...rows].map((rule) => {
      const time = data.timed.find(({ name }) => name === rule.name);
      return [
        rule.name,
        String(passedOver(data, rule).length),
        String(countOf(rule.broken, 'late-registration-never-rebinds')),
        String(countOf(rule.broken, 'nobody-stranded')),
        String(rule.unfinished.length),
        ...(time ? [time.mean.toFixed(1), time.worst.toFixed(1), String(time.useless)] : ['-', '-', '-']),
      ];
    }),
  };
}

/** The page as Markdown. */
export function proposalsMarkdown(data: ProposalsData): string {
  const parts = partsOf(data).map(({ title, says, head, rows }) =>
    [`## ${escape(title)}`, ...says.map(escape), grid(head, rows)].join('\n\n'),
  );
  const answer = proposalSentences(data).map((text) => `- ${escape(text)}`);
  return `${[`# ${TITLE}`, ...INTRO.map(escape), '## In short', answer.join('\n'), ...parts, REDO].join('\n\n')}\n`;
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
