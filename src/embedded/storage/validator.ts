/** A collection's validator: the filter that its documents must match when they are written. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldCount, fieldValues } from '../../bson/fields.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { EngineError } from '../engine-error.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileExplanation, type Explanation } from '../query/validation-details.ts';

export interface Validator {
  /** Throws DocumentValidationFailure; `before` is what an update takes the place of. */
  check(after: Document, before?: Document): void;
}

/** Of the options of a collection; undefined when they refuse nothing. A warning would go to a log, which there is none of. */
export function collectionValidator({ validator, validationLevel, validationAction }: Document): Validator | undefined {
  const filter = asDocument(validator);
  if (filter === undefined || fieldCount(filter) === 0) return undefined;
  if (validationLevel === 'off' || validationAction === 'warn') return undefined;
  const compiled = compiler(filter);
  const isModerate = validationLevel === 'moderate';
  return {
    check(after, before) {
      const { matches, explain } = compiled();
      if (matches(after)) return;
      if (isModerate && before !== undefined && !matches(before)) return;
      throw validationFailure(after, () => explain(after));
    },
  };
}

interface CompiledValidator {
  readonly matches: Filter['matches'];
  readonly explain: Explanation;
}

/** Compiled once, unless it asks for the time, which is another one for each write. */
function compiler(filter: Document): () => CompiledValidator {
  if (mentionsTime(filter)) return () => compile(filter);
  const compiled = compile(filter);
  return () => compiled;
}

/** The explanation only when a document is refused. */
function compile(filter: Document): CompiledValidator {
  const options: ExpressionOptions = { now: new Date() };
  const { matches } = compileFilter(filter, options);
  let explanation: Explanation | undefined;
  return {
    matches,
    explain(document) {
      explanation ??= compileExplanation(filter, options);
      return explanation(document);
    },
  };
}

function mentionsTime(value: unknown): boolean {
  if (typeof value === 'string') return value.startsWith('$$NOW') || value.startsWith('$$CLUSTER_TIME');
  if (Array.isArray(value)) return value.some(mentionsTime);
  const document = asDocument(value);
  return document !== undefined && fieldValues(document).some(mentionsTime);
}

function validationFailure({ _id }: Document, details: () => Document): EngineError {
  return new EngineError(121, 'DocumentValidationFailure', 'Document failed validation', () => ({
    errInfo: { failingDocumentId: _id, details: details() },
  }));
}
