/** Finds the functions of a file, and those that it exports. */
import type { Node } from '@babel/types';
import type { Source } from './source.ts';

export type Fn = Extract<Node, { params: readonly unknown[]; body: unknown }>;

export const isFunction = (node: Node): node is Fn =>
  /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|ClassMethod)$/.test(
    node.type,
  );

export interface Exported {
  readonly name: string;
  readonly fn: Fn;
  /** Place of the statement among those of the file. */
  readonly index: number;
}

/** The functions that a file exports, whether declared or as constants. */
export function exportedFunctions({ ast }: Source): readonly Exported[] {
  return ast.program.body.flatMap((statement, index): Exported[] => {
    if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) return [];
    const { declaration } = statement;
    if (declaration.type === 'FunctionDeclaration')
      return [{ name: declaration.id?.name ?? '', fn: declaration, index }];
    if (declaration.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ id, init }) =>
      init && isFunction(init) && id.type === 'Identifier' ? [{ name: id.name, fn: init, index }] : [],
    );
  });
}
