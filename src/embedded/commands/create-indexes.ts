import { type Document, Int32 } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { hasField } from '../../bson/fields.ts';
import { badValue, EngineError, failedToParse, locationError, notImplemented } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { buildIndexes } from '../storage/index-build.ts';
import { ID_INDEX, type IndexSpec, parseIndexSpec } from '../storage/index-spec.ts';
import type { Store } from '../storage/store.ts';
import { checkCollectionUuid, readUuid } from './collection-uuid.ts';
import { type Command, type CommandContext, collectionAt, collectionName } from './command.ts';
import { isAlreadyThere } from './index-conflict.ts';
import { readIndexDefinition } from './index-definition.ts';
import { cannotCreateIndex, isIdKey } from './index-key-pattern.ts';
import { checkExpiry, checkNewIndex, type NewIndex } from './index-rules.ts';
import { clampedWhole } from './option-numbers.ts';
import { booleanOption, documentsOption, missingField, wholeOption } from './options.ts';
import { refuseSpecialIndex } from './special-indexes.ts';

export const createIndexesCommand: Command = {
  name: 'createIndexes',
  writeConcern: true,
  options: ['v', 'indexes', 'ignoreUnknownIndexOptions', 'commitQuorum', 'returnOnStart', 'collectionUUID'],
  run: createIndexes,
};

/** More than this could only be the same few again and again, each to be compared with all that are there. */
const DEFINITIONS_MAX = 1_000;

async function createIndexes(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = collectionName(context);
  wholeOption('createIndexes', body, 'v');
  const sent = documentsOption('createIndexes', body, 'indexes');
  if (sent === undefined) throw missingField('createIndexes', 'indexes');
  const ignoreUnknown = booleanOption('createIndexes', body, 'ignoreUnknownIndexOptions') ?? false;
  checkCommitQuorum(body.commitQuorum);
  booleanOption('createIndexes', body, 'returnOnStart');
  const uuid = readUuid('createIndexes', 'collectionUUID', body.collectionUUID);
  if (sent.length > DEFINITIONS_MAX) throw cannotCreateIndex(`a command makes at most ${DEFINITIONS_MAX} indexes`);
  const definitions = sent.map((definition) => readIndexDefinition(definition, ignoreUnknown));
  if (definitions.length === 0) throw badValue('Must specify at least one index to create');
  if (body.commitQuorum !== undefined) throw badValue("Standalones can't specify commitQuorum");
  return store.write(() => {
    checkCollectionUuid(store.catalog, database, name, uuid);
    const existing = collectionAt(store, database, name);
    for (const definition of definitions) checkExpiry(definition);
    return existing === undefined
      ? createWithCollection(store, database, name, definitions)
      : createBeside(store, existing, definitions);
  });
}

const MEMBERS_MAX = 50;

function checkCommitQuorum(quorum: unknown): void {
  if (quorum === undefined || typeof quorum === 'string') return;
  if (!isNumeric(quorum)) throw failedToParse('commitQuorum has to be a number or a string');
  const members = clampedWhole(quorum) ?? 0;
  if (members >= 0 && members <= MEMBERS_MAX) return;
  throw failedToParse(`commitQuorum has to be a non-negative number and not greater than ${MEMBERS_MAX}`);
}

function createWithCollection(
  store: Store,
  database: string,
  name: string,
  definitions: readonly Document[],
): Document {
  if (definitions.some((definition) => hasField(definition, 'clustered'))) {
    throw locationError(6_100_900, "Cannot implicitly create a new collection with createIndex 'clustered' option");
  }
  const before = store.catalog.create(database, name);
  const after = addIndexes(store, before, newIndexes(before, definitions));
  return reply(before, after, definitions.length, true);
}

function createBeside(store: Store, before: Collection, definitions: readonly Document[]): Document {
  const wanted = newIndexes(before, definitions);
  const after = addIndexes(store, before, wanted);
  return reply(before, after, definitions.length, wanted.length === 0 ? undefined : false);
}

interface Candidate extends NewIndex {
  readonly spec: IndexSpec;
}

/** What of the definitions is not there yet. */
function newIndexes(collection: Collection, definitions: readonly Document[]): Candidate[] {
  const existing = specsOf(collection);
  return definitions
    .map((definition): Candidate => {
      const index = checkNewIndex(definition);
      return { ...index, spec: candidateSpec(index.definition) };
    })
    .filter(({ spec, isCollated }) => !isAlreadyThere(spec, isCollated, existing));
}

/** The index on `_id` has its own name, whatever it is called. */
function candidateSpec(definition: Document): IndexSpec {
  const spec = parseIndexSpec(definition);
  return isIdKey(spec.key) ? { ...spec, name: ID_INDEX.name } : spec;
}

function addIndexes(store: Store, collection: Collection, candidates: readonly Candidate[]): Collection {
  const specs: IndexSpec[] = [];
  for (const { kind, definition, isCollated, spec } of candidates) {
    if (isAlreadyThere(spec, isCollated, [...specsOf(collection), ...specs])) throw givenTwice(spec.name);
    if (kind !== 'btree') refuseSpecialIndex(kind, definition);
    if (isCollated) throw notImplemented("index option 'collation'");
    specs.push(spec);
  }
  return buildIndexes(store, collection, specs);
}

function givenTwice(name: string): EngineError {
  const message = `Cannot build two identical indexes '${name}'. Try again without duplicate indexes.`;
  return new EngineError(96, 'OperationFailed', message);
}

function specsOf({ indexes }: Collection): IndexSpec[] {
  return [ID_INDEX, ...indexes.map(({ spec }) => spec)];
}

function reply(before: Collection, after: Collection, asked: number, created: boolean | undefined): Document {
  const [numIndexesBefore, numIndexesAfter] = [before.indexes.length + 1, after.indexes.length + 1];
  const note =
    numIndexesAfter === numIndexesBefore
      ? { note: 'all indexes already exist' }
      : numIndexesAfter < numIndexesBefore + asked
        ? { note: 'index already exists' }
        : {};
  return {
    numIndexesBefore: new Int32(numIndexesBefore),
    numIndexesAfter: new Int32(numIndexesAfter),
    ...(created === undefined ? {} : { createdCollectionAutomatically: created }),
    ...note,
  };
}
