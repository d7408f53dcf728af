/** Reads the imports of a file off its syntax, whatever form they have. */
import path from 'node:path';
import type { StringLiteral } from '@babel/types';
import { lineOf, type Place, type Source } from './source.ts';

export interface Import {
  readonly from: string;
  /** Path of a file of ours, or the name of a package. */
  readonly to: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

/** All imports of a file: import, export from, import(), type import(), and files named for a worker by `new URL`. */
export function importsOf(source: Source): readonly Import[] {
  return source.places.flatMap((place) => {
    const found = specifierOf(place);
    if (!found) return [];
    const { literal, typeOnly } = found;
    const name = literal.value;
    const ours = /^\.\.?(?:\/|$)/.test(name);
    const to = ours ? path.posix.join(path.posix.dirname(source.path), name) : name;
    return [{ from: source.path, to, line: lineOf(literal), typeOnly }];
  });
}

function specifierOf({ node }: Place): { literal: StringLiteral; typeOnly: boolean } | undefined {
  switch (node.type) {
    case 'ImportDeclaration': {
      const names = node.specifiers.filter(({ type }) => type === 'ImportSpecifier');
      const allTypes =
        names.length > 0 && names.every((name) => 'importKind' in name && name.importKind === 'type');
      return { literal: node.source, typeOnly: node.importKind === 'type' || allTypes };
    }
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source ? { literal: node.source, typeOnly: node.exportKind === 'type' } : undefined;
    case 'TSImportType': {
      const { argument } = node;
      return argument.type === 'StringLiteral' ? { literal: argument, typeOnly: true } : undefined;
    }
    case 'CallExpression':
    case 'NewExpression': {
      const [first] = node.arguments;
      const loads =
        node.callee.type === 'Import' || (node.callee.type === 'Identifier' && node.callee.name === 'URL');
      if (!loads || first?.type !== 'StringLiteral') return undefined;
      const isFile = node.callee.type === 'Import' || /^\.\.?\/.*\.[jt]s$/.test(first.value);
      return isFile ? { literal: first, typeOnly: false } : undefined;
    }
  }
  return undefined;
}
