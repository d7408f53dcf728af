/** The page on how far model and kernel agree, from counted recordings: one list of blocks, as markdown and as HTML. */

import { escaped, htmlTable, page } from '../html.ts';

/** One kernel's count. */
export interface KernelCount {
  readonly kernel: string;
  readonly releases: readonly string[];
  readonly experiments: number;
  readonly recordings: number;
  readonly steps: number;
  readonly admitted: number;
  /** Not decided by the search of `npm test`. */
  readonly long: number;
  readonly differing: number;
  readonly lost: number;
}

export interface Agreement {
  readonly kernels: readonly KernelCount[];
  /** Known differences: what, and why. */
  readonly differences: readonly (readonly [what: string, why: string])[];
  /** Quirks that some recording rejects, and those that none can tell. */
  readonly rejected: readonly string[];
  readonly notTold: readonly (readonly [quirk: string, why: string])[];
  /** Endings: explored as a whole, too large; seen only where durations were made for it; never seen. */
  readonly endings: {
    readonly whole: number;
    readonly large: number;
    readonly directed: number;
    readonly never: number;
  };
  /** Statements and experiments of the reference that have no recording of their own. */
  readonly unobserved: readonly (readonly [name: string, why: string])[];
}

type Block =
  | { readonly is: 'title' | 'heading' | 'text'; readonly text: string }
  | { readonly is: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly is: 'list'; readonly items: readonly string[] };

const UNSEEN = [
  'the deferred list as devices enter it: inlined by the compiler; the list at the end is compared instead',
  'durations: only their order, and who was left waiting in a long silence, is compared',
  'hid, ccw and udev: their rules are in no guest of this rig',
  'more than two CPUs, and memory effects that emulation does not show',
];

function blocksOf(agreement: Agreement): readonly Block[] {
  const { kernels, differences, rejected, notTold, endings, unobserved } = agreement;
  const head = [
    'kernel',
    'experiments',
    'recordings',
    'steps',
    'admitted',
    'long search',
    'known difference',
    'lost',
  ];
  const rows = kernels.map((one) => [
    `${one.kernel} (${one.releases.join(', ')})`,
    ...[one.experiments, one.recordings, one.steps, one.admitted, one.long, one.differing, one.lost].map(
      String,
    ),
  ]);
  return [
    { is: 'title', text: 'Model and kernel' },
    {
      is: 'text',
      text: 'Each recording is a run of a scenario on a real kernel. It is admitted if some schedule of the model shows its steps in an order that logging allows, waits where the kernel waited, and ends as the kernel did.',
    },
    { is: 'table', rows: [head, ...rows] },
    { is: 'heading', text: 'Endings' },
    {
      is: 'text',
      text: `${endings.whole} experiments were explored in all orders, ${endings.large} are too large for that. No kernel came to an ending that the model excludes. ${endings.directed} possible endings were seen only when durations were made for them; ${endings.never} were never seen, each with its reason in properties/kernel/endings.json.`,
    },
    { is: 'heading', text: 'Known differences' },
    { is: 'list', items: differences.map(([what, why]) => `${what}: ${why}`) },
    { is: 'heading', text: 'Guards' },
    {
      is: 'text',
      text: `Switched off in the model, these guards are missed by some recording: ${rejected.join(', ')}.`,
    },
    { is: 'list', items: notTold.map(([quirk, why]) => `${quirk} is told by none: ${why}`) },
    { is: 'heading', text: 'What cannot be observed' },
    { is: 'list', items: UNSEEN },
    {
      is: 'text',
      text: 'Of the statements T1 to T35 and the experiments E1 to E29, these have no recording of their own:',
    },
    { is: 'list', items: unobserved.map(([name, why]) => `${name}: ${why}`) },
  ];
}

/** The page in markdown. */
export function agreementMarkdown(agreement: Agreement): string {
  return blocksOf(agreement)
    .map((block) => {
      switch (block.is) {
        case 'title':
          return `# ${block.text}\n`;
        case 'heading':
          return `## ${block.text}\n`;
        case 'text':
          return `${block.text}\n`;
        case 'list':
          return `${block.items.map((item) => `- ${item}`).join('\n')}\n`;
        case 'table': {
          const [head = [], ...rows] = block.rows.map((row) => `| ${row.join(' | ')} |`);
          return `${[head, `|${' --- |'.repeat(block.rows[0]?.length ?? 0)}`, ...rows].join('\n')}\n`;
        }
      }
    })
    .join('\n');
}

/** The page in HTML, whole. */
export function agreementHtml(agreement: Agreement): string {
  const body = blocksOf(agreement).map((block) => {
    switch (block.is) {
      case 'title':
        return `<h1>${escaped(block.text)}</h1>`;
      case 'heading':
        return `<h2>${escaped(block.text)}</h2>`;
      case 'text':
        return `<p>${escaped(block.text)}</p>`;
      case 'list':
        return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
      case 'table':
        return htmlTable(block.rows[0] ?? [], block.rows.slice(1));
    }
  });
  return page('Model and kernel', body);
}
