import type { Document } from '../../bson/bson.ts';
import { fieldCount, fieldNames, firstFieldName } from '../../bson/fields.ts';
import { locationError } from '../engine-error.ts';
import type { Collection, View } from '../storage/collection.ts';
import { checkPossibleNamespace, DATABASE_BYTES_MAX, invalidNamespace } from '../storage/namespace.ts';
import type { Command, CommandContext } from './command.ts';
import { booleanNotNull, checkFields, optionalString, requiredDocument, stringOption } from './options.ts';

export const validateDbMetadataCommand: Command = {
  name: 'validateDBMetadata',
  options: ['db', 'collection', 'apiParameters'],
  run: validateDbMetadata,
};

const COMMAND = 'validateDBMetadata';
const API_FIELDS = new Set(['version', 'strict', 'deprecationErrors']);

/** What of the collections and views a client could not use that keeps to the stable API. */
function validateDbMetadata({ store, body }: CommandContext): Document {
  const api = requiredDocument(COMMAND, body, 'apiParameters');
  const place = `${COMMAND}.apiParameters`;
  checkFields(place, api, API_FIELDS);
  const version = stringOption(place, api, 'version');
  const isStrict = booleanNotNull(place, api, 'strict') ?? false;
  booleanNotNull(place, api, 'deprecationErrors');
  const database = optionalString(COMMAND, body, 'db');
  const collection = optionalString(COMMAND, body, 'collection');
  if (database !== undefined) checkDatabase(database);
  if (collection !== undefined) checkPossibleNamespace('a', collection);
  if (version !== '1' || !isStrict) return { apiVersionErrors: [] };
  const isMeant = ({ name }: Collection | View) => collection === undefined || name === collection;
  const collections = store.catalog.list(database).filter(isMeant).flatMap(indexErrors);
  const views = store.catalog.listViews(database).filter(isMeant).flatMap(stageErrors);
  return { apiVersionErrors: [...collections, ...views] };
}

function checkDatabase(name: string): void {
  if (name === '') throw locationError(28_539, 'the name of a database cannot be empty');
  if (/[\0.]/.test(name) || Buffer.byteLength(name) > DATABASE_BYTES_MAX) throw invalidNamespace(name);
  if (/[/\\ "]/.test(name)) throw locationError(13_280, `invalid db name: ${name}`);
}

function indexErrors({ namespace, indexes }: Collection): Document[] {
  return indexes
    .filter(({ spec }) => spec.sparse)
    .map(({ spec }) => apiError(namespace, `The index with name ${spec.name}`));
}

/** Of the stages that a view may have here, one has options that the stable API lacks. */
function stageErrors({ namespace, pipeline }: View): Document[] {
  const [first = {}] = pipeline;
  if (firstFieldName(first) !== '$collStats') return [];
  const isCount = fieldCount(first.$collStats) === 1 && fieldNames(first.$collStats)[0] === 'count';
  return isCount ? [] : [apiError(namespace, 'The stage $collStats with other options than count')];
}

function apiError(ns: string, what: string): Document {
  return { ns, code: 323, codeName: 'APIStrictError', errmsg: `${what} is not allowed in API version 1.` };
}
