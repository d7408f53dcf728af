/** A slice as text: one lane per process, time downwards. */
import type { Slice, SlicePiece } from './slice.ts';
import type { TurnTaken } from './taken.ts';

export interface LanesOptions {
  /** Columns of the text, at least 60. */
  readonly width?: number;
  /** What stands under the turn that the slice is about. */
  readonly mark?: string;
  /** Only the turns where processes meet; what each does in between is folded, too. */
  readonly brief?: boolean;
  /** A turn in words, when its own are not enough. */
  readonly says?: (turn: TurnTaken, index: number) => string;
}

const LANE_MIN = 20;
const NUMBER = 5;
const BETWEEN = '| ';

/**
 * Lines of at most `width` columns. `>` begins a line where another process goes on, `.` stands where a process was
 * interrupted or had ended its part. With more processes than lanes fit, one line per turn, its process first.
 */
export function lanesOf(whole: Slice, options: LanesOptions = {}): string[] {
  const { width = 100, mark = '', brief = false, says = wordsOf } = options;
  const slice = brief ? briefly(whole) : whole;
  const processes = [...new Set(turnsOf(slice).map(({ turn }) => turn.process))];
  const room = Math.floor((Math.max(width, 60) - NUMBER) / Math.max(1, processes.length)) - BETWEEN.length;
  const own = { processes, room, width: Math.max(width, 60), mark, brief, says };
  return room >= LANE_MIN ? inLanes(slice, own) : inLines(slice, own);
}

const wordsOf = ({ does }: TurnTaken): string => does;

/** Turns where nobody meets become folded ones; neighbouring folds become one. */
function briefly(slice: Slice): Slice {
  const pieces: SlicePiece[] = [];
  for (const piece of slice.pieces) {
    const last = pieces.at(-1);
    if (piece.is === 'turn' && piece.meets) pieces.push(piece);
    else {
      const count = piece.is === 'turn' ? 1 : piece.count;
      if (last?.is === 'folded') pieces[pieces.length - 1] = { is: 'folded', count: last.count + count };
      else pieces.push({ is: 'folded', count });
    }
  }
  return { ...slice, pieces };
}

type TurnPiece = Extract<SlicePiece, { readonly is: 'turn' }>;

function turnsOf({ pieces }: Slice): readonly TurnPiece[] {
  return pieces.flatMap((piece) => (piece.is === 'turn' ? [piece] : []));
}

interface Layout extends Required<LanesOptions> {
  readonly processes: readonly string[];
  /** Columns of one lane. */
  readonly room: number;
}

function inLanes(slice: Slice, { processes, room, width, mark, says }: Layout): string[] {
  const row = (number: string, cells: readonly string[]): string =>
    `${number.padStart(NUMBER - 1)} ${cells.map((cell) => fitted(cell, room)).join(BETWEEN)}`.trimEnd();
  const lines = [row('#', processes)];
  let last = '';
  let number = 0;
  for (const piece of slice.pieces) {
    if (piece.is === 'folded') {
      lines.push(foldedLine(piece.count));
      continue;
    }
    const { process } = piece.turn;
    const switched = last !== '' && last !== process;
    const cells = processes.map((name) => {
      if (name === process) return `${switched ? '>' : ' '} ${says(piece.turn, piece.index)}`;
      return switched && name === last ? '  .' : '';
    });
    lines.push(row(String(++number), cells));
    if (piece.index === slice.at) lines.push(...marked(mark, width));
    last = process;
  }
  return slice.at < 0 ? [...lines, ...marked(mark, width)] : lines;
}

/** Too many processes for lanes. */
function inLines(slice: Slice, { processes, width, mark, says }: Layout): string[] {
  const name = Math.min(30, Math.max(...processes.map(({ length }) => length)));
  const lines: string[] = [];
  let last = '';
  let number = 0;
  for (const piece of slice.pieces) {
    if (piece.is === 'folded') {
      lines.push(foldedLine(piece.count));
      continue;
    }
    const { process } = piece.turn;
    const head = `${String(++number).padStart(NUMBER - 1)} ${last !== '' && last !== process ? '>' : ' '} `;
    const text = says(piece.turn, piece.index);
    lines.push(head + fitted(process, name) + '  ' + fitted(text, width - head.length - name - 2).trimEnd());
    if (piece.index === slice.at) lines.push(...marked(mark, width));
    last = process;
  }
  return slice.at < 0 ? [...lines, ...marked(mark, width)] : lines;
}

const foldedLine = (count: number): string =>
  `${'...'.padStart(NUMBER - 1)} ${count} turn${count === 1 ? '' : 's'} folded`;

/** The mark under the breach, broken into lines. */
function marked(mark: string, width: number): string[] {
  if (mark === '') return [];
  const room = width - NUMBER - 4;
  const lines: string[] = [];
  for (const word of mark.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map(
    (line, index) => ' '.repeat(NUMBER) + (index === 0 ? '<== ' : '    ') + fitted(line, room).trimEnd(),
  );
}

/** Exactly as long as its room: padded, or cut with an ellipsis. */
function fitted(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}\u2026` : text.padEnd(room);
}
