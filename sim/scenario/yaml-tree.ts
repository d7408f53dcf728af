/**
 * Text to YAML tree, guarded. The lexer and the parser below are iterative; the composer of the yaml package
 * recurses, so the depth is checked before it runs. No scenario needs directives or several documents.
 */
import { Composer, Lexer, LineCounter, Parser } from 'yaml';
import type { CST, Document } from 'yaml';
import { LIMITS } from './limits.ts';
import type { Complaint, Fault, Span } from './problems.ts';

export interface YamlTree {
  readonly lines: LineCounter;
  /** null if the text is too large, too deep or no YAML. */
  readonly document: Document | null;
  readonly complaints: readonly Complaint[];
}

/** A nested value takes at most three places on the parser's stack. */
const STACK_MAX = 3 * LIMITS.nesting + 10;

// Direction marks and line separators are refused too: they can make a line look like another one.
export const UNPRINTABLE =
  /[^\P{Cc}\n\r\t]|\p{Cs}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufffd-\uffff]|\r(?!\n)/gu;
const UNPRINTABLE_MAX = 10;

/** The YAML tree of a text, or all that is wrong with it as YAML. */
export function readTree(text: string): YamlTree {
  const lines = lineStarts(text);
  if (text.length > LIMITS.fileChars) return tooLarge(text.length, lines);
  const complaints = unprintable(text);
  const tokens = tokensOf(text, complaints);
  if (tokens === null) return { lines, document: null, complaints };
  const documents = [
    ...new Composer({ uniqueKeys: false, schema: 'core' }).compose(tokens, true, text.length),
  ];
  const [document, second] = documents;
  for (const error of document?.errors ?? []) complaints.push(syntax(error.message, spanOf(error.pos)));
  if (second !== undefined)
    complaints.push(syntax('a second document begins', spanOf(second.range), ONE_DOCUMENT));
  return { lines, document: complaints.length > 0 ? null : (document ?? null), complaints };
}

/** Lines as editors count them; the parser's own count ends where it gives up. */
function lineStarts(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start !== 0 || lines.lineStarts.length === 0; start = text.indexOf('\n', start) + 1) {
    lines.addNewLine(start);
  }
  return lines;
}

const ONE_DOCUMENT = { allowed: 'one document', remedy: 'give each scenario a file of its own' };

function tooLarge(length: number, lines: LineCounter): YamlTree {
  const message = `the file has ${length} characters`;
  const allowed = `at most ${LIMITS.fileChars}`;
  return { lines, document: null, complaints: [syntax(message, { start: 0, end: 1 }, { allowed })] };
}

function unprintable(text: string): Complaint[] {
  const complaints: Complaint[] = [];
  for (const match of text.matchAll(UNPRINTABLE)) {
    if (match.index === 0 && match[0] === '\ufeff') continue;
    const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const span = { start: match.index, end: match.index + match[0].length };
    complaints.push(syntax(`the character U+${code} is not printable`, span, PRINTABLE));
    if (complaints.length === UNPRINTABLE_MAX) break;
  }
  return complaints;
}

const PRINTABLE = {
  allowed: 'printable text in UTF-8, line ends and tabs',
  remedy: 'remove it (is the file saved as UTF-8?)',
};

/** Tokens of the text, or null after a complaint if they are too many or too deep. */
function tokensOf(text: string, complaints: Complaint[]): CST.Token[] | null {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const start = parser.offset;
    for (const token of parser.next(lexeme)) tokens.push(token);
    lexemes += 1;
    const fault = overflow(lexemes, parser.stack.length);
    if (fault === null) continue;
    complaints.push({ ...fault, span: { start, end: start + lexeme.length }, where: '' });
    return null;
  }
  tokens.push(...parser.end());
  complaints.push(...tokens.filter((token) => token.type === 'directive').map(directive));
  return tokens;
}

function overflow(lexemes: number, depth: number): Fault | null {
  if (depth > STACK_MAX) return { message: 'nested too deeply', allowed: `at most ${LIMITS.nesting} levels` };
  if (lexemes > LIMITS.lexemes)
    return { message: 'the file has too many items', remedy: 'split the scenario' };
  return null;
}

function directive(token: CST.Token): Complaint {
  const span = { start: token.offset, end: token.offset + 1 };
  return syntax('YAML directives are not needed here', span, { remedy: 'remove the line' });
}

function syntax(message: string, span: Span, rest: Omit<Fault, 'message'> = {}): Complaint {
  return { message, span, where: '', ...rest };
}

function spanOf(range: readonly number[] | null | undefined): Span {
  const start = range?.[0] ?? 0;
  return { start, end: range?.[1] ?? start + 1 };
}
