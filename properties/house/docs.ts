/** What has to stand above files and functions. */
import type { Comment, Node } from '@babel/types';
import { exportedFunctions } from './functions.ts';
import { lineOf, type Rule } from './source.ts';

const isOurs = (file: string): boolean => /^(?:sim|properties|reports)\//.test(file);

/** A claim says what it is in its `says`, which the compiler demands. */
const saysItself = (file: string): boolean =>
  /^properties\/invariants\//.test(file) && !file.endsWith('/index.ts');

export const headComments: Rule = {
  name: 'every file opens with a comment that says what it is',
  check: ({ sources }) =>
    sources
      .filter(({ path, lines }) => {
        const first = lines.find((line) => line.trim() !== '' && !line.startsWith('#!')) ?? '';
        return isOurs(path) && !saysItself(path) && !/^(?:\/\*|\/\/)/.test(first);
      })
      .map(({ path }) => ({
        file: path,
        line: 1,
        wrong: 'does not open with a comment',
        instead: 'say in a sentence what it models, shows or tests',
      })),
  bad: [{ 'sim/model/a.ts': `import './b.ts';` }, { 'properties/a.test.ts': `it('x', f);` }],
  good: {
    'sim/main.ts': '#!/usr/bin/env node\n/** The program. */',
    'reports/a.ts': '// A report.\nf();',
    'properties/invariants/a.ts': `import './b.ts';`,
  },
};

export const docstrings: Rule = {
  name: 'exported functions of the program have a docstring',
  check: ({ sources }) =>
    sources
      .filter(({ path }) => /^(?:sim|reports)\//.test(path))
      .flatMap((source) =>
        exportedFunctions(source)
          .filter((found) => !isDocumented(source.ast.program.body, found.index))
          .map(({ name, fn }) => ({
            file: source.path,
            line: lineOf(fn),
            wrong: `${name} has no docstring`,
            instead: 'say above it in /** */ what it returns, in which units, and what it throws',
          })),
      ),
  bad: [
    'export function f() {}',
    '// not for editors\nexport const f = () => 1;',
    '/** Another. */\nexport const g = () => 1;\n\nexport const f = () => 1;',
  ].map((text) => ({ 'sim/model/a.ts': text })),
  good: {
    'sim/model/a.ts': '/** Head. */\n/** F. */\nexport function f() {}\nfunction g() {}',
    'sim/model/b.ts': '/** Both. */\nexport const f = () => 1;\nexport const g = () => 2;',
    'properties/a.ts': 'export const f = () => 1;',
  },
};

const isDocstring = ({ type, value }: Comment): boolean => type === 'CommentBlock' && value.startsWith('*');

/** A docstring counts for the statements right below, up to the next blank line: twins share one. */
function isDocumented(body: readonly Node[], index: number): boolean {
  const [statement, above] = [body[index], body[index - 1]];
  if (!statement) return false;
  const comments = statement.leadingComments ?? [];
  if (comments.some(isDocstring)) return true;
  const adjoins = above?.loc?.end.line === lineOf(statement) - 1;
  return adjoins && comments.length === 0 && isDocumented(body, index - 1);
}
