/** What a compiled JSON schema is, and its rules are. */
import type { Document } from '../../../bson/bson.ts';

export interface Schema {
  matches(value: unknown): boolean;
  /** The rules that a value breaks, in the server's form; empty when it breaks none. */
  failures(value: unknown): Document[];
  readonly title: string | undefined;
  readonly description: string | undefined;
}

/** One keyword, or several that belong together. A value of a type that the rule is not about fulfils it. */
export interface Rule {
  matches(value: unknown): boolean;
  /** Why a value that does not match breaks the rule. */
  explain(value: unknown): Document;
}

export interface RuleContext {
  readonly keyword: string;
  /** The schema in which the keyword stands, for the keywords that look at others. */
  readonly siblings: Document;
  compile(schema: Document): Schema;
}

/** Undefined for a keyword that has no effect of its own. */
export type RuleCompiler = (operand: unknown, context: RuleContext) => Rule | undefined;

/** What is wrong with a value: the keyword as it was specified, and what was found. */
export function failure(context: RuleContext, reason: string, found: Document, also: readonly string[] = []): Document {
  const specifiedAs: Document = {};
  for (const name of [context.keyword, ...also]) {
    if (context.siblings[name] !== undefined) specifiedAs[name] = context.siblings[name];
  }
  return { operatorName: context.keyword, specifiedAs, reason, ...found };
}

/** Title and description of a schema stand beside what it is about. */
export function annotations({ title, description }: Schema): Document {
  return { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
}
