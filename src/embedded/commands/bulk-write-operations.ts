/** The operations of a `bulkWrite` and the namespaces that they name by number. */
import type { Document } from '../../bson/bson.ts';
import { firstFieldName } from '../../bson/fields.ts';
import { badValue } from '../engine-error.ts';
import { checkNamespace, invalidNamespace } from '../storage/namespace.ts';
import type { LazyDocument } from '../wire/lazy-document.ts';
import type { UpdateStatement } from './apply-update.ts';
import { readUuid } from './collection-uuid.ts';
import type { CommandContext } from './command.ts';
import type { DeleteStatement } from './delete.ts';
import { checkStatement } from './generic-options.ts';
import { hintOption } from './hint.ts';
import { prepareInsert } from './insert.ts';
import { clampedWhole } from './option-numbers.ts';
import {
  documentOption,
  documentsOption,
  missingField,
  requiredDocument,
  strictBooleanOption,
  stringOption,
  unknownField,
  wrongType,
} from './options.ts';
import { readStatements } from './statements.ts';
import { readUpdate, type UpdateSettings } from './update.ts';

export interface BulkNamespace {
  readonly database: string;
  readonly name: string;
  /** The collection must be this one. */
  readonly uuid: Uint8Array | undefined;
}

export type BulkOperation =
  | { readonly kind: 'insert'; readonly namespace: BulkNamespace; readonly document: LazyDocument }
  | { readonly kind: 'update'; readonly namespace: BulkNamespace; readonly statement: UpdateStatement }
  | { readonly kind: 'delete'; readonly namespace: BulkNamespace; readonly statement: DeleteStatement };

const NAMESPACE_OPTIONS = {
  options: new Set(['ns', 'collectionUUID']),
  unsupported: new Set(['encryptionInformation']),
};
const OPERATION_OPTIONS = {
  insert: { options: new Set(['insert', 'document']), unsupported: new Set<string>() },
  update: {
    options: new Set([
      'update',
      'filter',
      'sort',
      'multi',
      'updateMods',
      'upsert',
      'arrayFilters',
      'hint',
      'constants',
    ]),
    unsupported: new Set(['collation']),
  },
  delete: { options: new Set(['delete', 'filter', 'multi', 'hint']), unsupported: new Set(['collation']) },
};

export function readNamespaces(context: CommandContext): readonly BulkNamespace[] {
  return readStatements(context, 'nsInfo', 0).map((info, position) => {
    const place = `bulkWrite.nsInfo.${position}`;
    checkStatement(place, info, NAMESPACE_OPTIONS);
    const namespace = stringOption(place, info, 'ns');
    const dot = namespace.indexOf('.');
    if (dot === -1) throw invalidNamespace(namespace);
    const [database, name] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
    checkNamespace(database, name);
    return { database, name, uuid: readUuid(place, 'collectionUUID', info.collectionUUID) };
  });
}

export function readOperation(
  sent: Document,
  position: number,
  namespaces: readonly BulkNamespace[],
  options: UpdateSettings,
): BulkOperation {
  const place = `bulkWrite.ops.${position}`;
  const kind = firstFieldName(sent);
  if (kind !== 'insert' && kind !== 'update' && kind !== 'delete') throw unknownField(place, kind ?? '');
  checkStatement(place, sent, OPERATION_OPTIONS[kind]);
  const namespace = readNamespace(place, kind, sent, namespaces);
  switch (kind) {
    case 'insert': {
      const document = prepareInsert(requiredDocument(place, sent, 'document'), options.keepsTimestamps);
      return { kind, namespace, document };
    }
    case 'update':
      return { kind, namespace, statement: readUpdateOperation(place, sent, options) };
    case 'delete':
      return { kind, namespace, statement: readDeleteOperation(place, sent, options) };
  }
}

function readNamespace(
  place: string,
  kind: string,
  sent: Document,
  namespaces: readonly BulkNamespace[],
): BulkNamespace {
  const value: unknown = sent[kind];
  if (value === null) throw missingField(place, kind);
  const index = clampedWhole(value);
  if (index === undefined) throw wrongType(place, kind, value, 'int');
  const namespace = namespaces[index];
  if (namespace !== undefined) return namespace;
  throw badValue(`BulkWrite ops entry ${place} has an invalid nsInfo index: ${index}`);
}

function readUpdateOperation(place: string, sent: Document, options: UpdateSettings): UpdateStatement {
  return {
    filter: requiredDocument(place, sent, 'filter'),
    update: readUpdate(sent, 'updateMods'),
    constants: documentOption(place, sent, 'constants'),
    multi: strictBooleanOption(place, sent, 'multi') ?? false,
    upsert: strictBooleanOption(place, sent, 'upsert') ?? false,
    sort: documentOption(place, sent, 'sort'),
    arrayFilters: documentsOption(place, sent, 'arrayFilters')?.slice(),
    hint: hintOption(sent.hint),
    ...options,
  };
}

function readDeleteOperation(place: string, sent: Document, { expressions }: UpdateSettings): DeleteStatement {
  return {
    filter: requiredDocument(place, sent, 'filter'),
    multi: strictBooleanOption(place, sent, 'multi') ?? false,
    hint: hintOption(sent.hint),
    expressions,
  };
}
