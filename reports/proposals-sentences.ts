/** What the tables of the page about the proposals say, each sentence computed from them. */

import { count } from './layout.ts';
import {
  countOf,
  keeping,
  machinesOf,
  nearest,
  passedOver,
  promisesOf,
  secondOf,
  type ProposalsData,
  type RuleResult,
} from './proposals-data.ts';

/** Rules that a sentence names; more are in the table. */
const NAMED_MAX = 3;

function told(rules: readonly RuleResult[]): string {
  if (rules.length === 0) return 'none';
  const some = rules.slice(0, NAMED_MAX).map(({ name }) => `"${name}"`);
  const more = rules.length - some.length;
  return `${some.join('; ')}${more > 0 ? `; and ${more} more, as the table shows` : ''}`;
}

/** The answer in short. */
export function proposalSentences(data: ProposalsData): readonly string[] {
  const promises = promisesOf(data);
  const everything = keeping(data, [...promises, 'nobody-stranded', 'no-deadlock']);
  const [asked = '', , obtainable = ''] = secondOf(data);
  const second = (claims: readonly string[]): string =>
    told(keeping(data, [...promises.filter((claim) => !secondOf(data).includes(claim)), ...claims]));
  return [
    `Rules that keep all three promises in both strengths and strand nobody on any machine: ${told(everything)}.`,
    ...keeping(data, promises).map((rule) => strandsSentence(data, rule)),
    ...nearest(data)
      .slice(0, NAMED_MAX)
      .map((rule) => nearSentence(data, rule)),
    `Rules under which no catch-all passes over a registered driver that was not asked: ${second([asked])}.`,
    `Rules that also wait for what is only obtainable: ${second([asked, obtainable])}.`,
    'Where a specific driver defers for ever, the second promise and "nobody is stranded" exclude each other: a rule can ' +
      'only choose which to break. A reservation with an end chooses by its length; over all orders it can always run ' +
      'out, so what its length is worth shows only in time.',
    ...costSentences(data),
    searchedSentence(data),
  ];
}

/** A rule that keeps all promises, and whom it strands for it. */
function strandsSentence(data: ProposalsData, rule: RuleResult): string {
  const linux = data.rules.find(({ name }) => name === 'linux-6.1');
  const known = new Set(linux ? machinesOf(linux, 'nobody-stranded') : []);
  const stranded = machinesOf(rule, 'nobody-stranded');
  const own = stranded.filter((machine) => !known.has(machine));
  return (
    `"${rule.name}" keeps all three promises in both strengths, deferred drivers counted as available. It strands ` +
    `devices on ${count(stranded.length, 'machine')}` +
    (stranded.length === 0
      ? ''
      : `: ${stranded.length - own.length} on which Linux as it is does so too` +
        (own.length === 0 ? '' : `, and ${own.length} more (${own.join(', ')})`)) +
    `. ${inTime(data, rule)}`
  );
}

/** A rule that strands nobody whom Linux does not, and what it breaks for it. */
function nearSentence(data: ProposalsData, rule: RuleResult): string {
  const kinds = secondOf(data).map(
    (claim) => `${countOf(rule.broken, claim)} ${claim.replace(/^.*\(|\)$/gu, '')}`,
  );
  return (
    `"${rule.name}" strands nobody whom Linux does not, and of those rules passes somebody over on the fewest machines: ` +
    `${passedOver(data, rule).length} (by who was passed over: ${kinds.join(', ')}). ${inTime(data, rule)}`
  );
}

/** What a rule takes on the machines of the tables, beside Linux. */
function inTime({ timed }: ProposalsData, { name }: RuleResult): string {
  const own = timed.find((row) => row.name === name);
  const linux = timed.find((row) => row.name === 'linux-6.1');
  if (!own || !linux) return '';
  return (
    `The last driver is bound after ${own.mean.toFixed(1)} ms (Linux: ${linux.mean.toFixed(1)}), at worst after ` +
    `${own.worst.toFixed(0)} ms (${linux.worst.toFixed(0)}), with ${own.useless} refused probes (${linux.useless}) in ` +
    `${count(own.runs, 'run')}.`
  );
}

/** Boots of the shipped machines: what a rule adds. */
function costSentences({ machines }: ProposalsData): readonly string[] {
  return machines.map(({ machine, rules }) => {
    const name = machine.replace('machines/', '');
    const [linux] = rules;
    const same = rules.every(({ mean, useless }) => mean === linux?.mean && useless === linux.useless);
    if (same) return `Booting ${name} takes the same time under every rule tried.`;
    const parts = rules.map((rule) => `"${rule.name}" ${rule.mean.toFixed(0)} ms`);
    return `Booting ${name}, until the last driver is bound: ${parts.join(', ')}.`;
  });
}

/** How far "keep" goes: a break is a run that was seen, a zero is not a proof where a search was cut. */
function searchedSentence({ corpus, rules }: ProposalsData): string {
  const machines = corpus.madeUp + corpus.shipped.length;
  const cut = rules.map(({ unfinished }) => unfinished.length);
  if (Math.max(0, ...cut) === 0)
    return `To keep means here: in every order. All ${machines} machines were searched to the end under every rule.`;
  const names = [...new Set(rules.flatMap(({ unfinished }) => unfinished))];
  return (
    `To keep means here that no break was found: by rule, ${Math.min(...cut)} to ${Math.max(...cut)} of the ${machines} ` +
    `machines were not searched to the end (${names.join(', ')}). A break is always a run that was seen.`
  );
}
