/** Parses a source as the engine reads it: a sloppy-mode script. It must compile, which is the engine's verdict (`findSyntaxError`). */
import { Parser, type Program } from 'acorn';

/** Throws for syntax newer than the parser, and for nesting deeper than it can recurse. */
export function parseScript(text: string): Program {
  return ScriptParser.parse(text, { ecmaVersion: 'latest', sourceType: 'script', ranges: true, allowHashBang: true });
}

/** The engine has found names that are declared twice; the parser would compare each name of a scope with all others. */
class ScriptParser extends Parser {
  declareName(): void {}
}
