/** Joins ES modules into the body of one function, for an engine that only takes scripts (a start-up snapshot). */
import { type ImportDeclaration, type Program, parse } from 'acorn';

/**
 * Joins the modules that `entry` imports, depth first, into one text in a shared scope. `read` gives a module's JavaScript by
 * its specifier. Supported are relative named imports without renaming, and exported declarations; anything else, and a
 * top-level name that two modules use, is an error.
 */
export function joinModules(entry: string, read: (specifier: string) => string): string {
  const parts: string[] = [];
  const seen = new Set<string>();
  const names = new Map<string, string>();
  const add = (specifier: string): void => {
    if (seen.has(specifier)) return;
    seen.add(specifier);
    const text = read(specifier);
    const program = parse(text, { ecmaVersion: 'latest', sourceType: 'module' });
    for (const statement of program.body) {
      if (statement.type === 'ImportDeclaration') add(importedFrom(statement, specifier));
    }
    for (const name of declaredNames(program)) {
      const other = names.get(name);
      if (other !== undefined) throw new Error(`both ${other} and ${specifier} declare ${name}`);
      names.set(name, specifier);
    }
    parts.push(withoutModuleSyntax(text, program, specifier));
  };
  add(entry);
  return parts.join('\n');
}

function importedFrom(statement: ImportDeclaration, specifier: string): string {
  for (const item of statement.specifiers) {
    const imported = item.type === 'ImportSpecifier' ? item.imported : undefined;
    if (imported?.type !== 'Identifier' || imported.name !== item.local.name) {
      throw new Error(`${specifier}: only named imports without renaming can be joined`);
    }
  }
  return String(statement.source.value);
}

function declaredNames(program: Program): string[] {
  return program.body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration') {
      return [declaration.id.name];
    }
    if (declaration?.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ id }) => {
      if (id.type === 'Identifier') return [id.name];
      if (id.type !== 'ObjectPattern') throw new Error('only plain and object patterns can be joined');
      return id.properties.flatMap((property) =>
        property.type === 'Property' && property.value.type === 'Identifier' ? [property.value.name] : [],
      );
    });
  });
}

function withoutModuleSyntax(text: string, program: Program, specifier: string): string {
  let result = text;
  for (const statement of program.body.toReversed()) {
    if (statement.type === 'ImportDeclaration') {
      result = result.slice(0, statement.start) + result.slice(statement.end);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
      result = result.slice(0, statement.start) + result.slice(statement.declaration.start);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.specifiers.length === 0) {
      // `export {}`: what a compiler leaves of a module that only had types.
      result = result.slice(0, statement.start) + result.slice(statement.end);
    } else if (statement.type.startsWith('Export')) {
      throw new Error(`${specifier}: only exported declarations can be joined`);
    }
  }
  return result;
}
