/** Fields of a find's projection that are not of the document: `{$meta: 'recordId'}` and `{$meta: 'indexKey'}` at its top. */
import { type Document, Long } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries, setField } from '../../bson/fields.ts';
import type { Plan } from '../storage/plan.ts';
import type { FoundDocument } from '../storage/query.ts';
import { keyReader } from './returned-key.ts';

type Metadata = (found: FoundDocument) => unknown;

export interface SplitProjection {
  /** What is of the document. */
  readonly rest: Document;
  readonly metadata: readonly (readonly [string, Metadata])[];
}

export function splitProjection(projection: Document, plan: Plan | undefined): SplitProjection {
  const rest: Document = {};
  const metadata: (readonly [string, Metadata])[] = [];
  for (const [name, value] of fieldEntries(projection)) {
    const read = name.includes('.') ? undefined : readerOf(asDocument(value), plan);
    if (read === undefined) setField(rest, name, value);
    else metadata.push([name, read]);
  }
  return { rest, metadata };
}

function readerOf(operator: Document | undefined, plan: Plan | undefined): Metadata | undefined {
  if (operator === undefined || fieldCount(operator) !== 1) return undefined;
  if (operator.$meta === 'recordId') return ({ rid }) => Long.fromNumber(rid);
  if (operator.$meta !== 'indexKey') return undefined;
  // A document that no index led to has no key, and the field is missing.
  const hasKey = plan?.kind === 'index' || plan?.kind === 'id' || plan?.kind === 'union';
  return hasKey ? keyReader("$meta: 'indexKey'", plan) : () => undefined;
}

export function withMetadata(document: Document, found: FoundDocument, { metadata }: SplitProjection): Document {
  for (const [name, read] of metadata) {
    const value = read(found);
    if (value !== undefined) setField(document, name, value);
  }
  return document;
}
