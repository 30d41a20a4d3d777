/** `findOneAndUpdate`, `findOneAndReplace`, `findOneAndDelete`: the document before the change, or after it with `returnNewDocument`. */
import { hasOperators, type OptionName, readFilter, readOptions, refuseMoreThan } from './arguments.ts';
import { printRaw, RAW } from './documents.ts';
import type { CollectionMethod, MethodCall } from './method.ts';
import { MongoDBError } from './mongodb-error.ts';
import { readChange, readReplacement } from './write-methods.ts';

export const FIND_AND_MODIFY_METHODS: ReadonlyMap<string, CollectionMethod> = new Map<string, CollectionMethod>([
  ['findOneAndUpdate', findOneAndUpdate],
  ['findOneAndReplace', findOneAndReplace],
  ['findOneAndDelete', findOneAndDelete],
]);

const CHANGE_OPTIONS = ['upsert', 'sort', 'projection', 'returnNewDocument'] as const satisfies readonly OptionName[];

async function findOneAndUpdate({ collection, args, registryDatabase }: MethodCall): Promise<string> {
  refuseMoreThan('findOneAndUpdate', args, 3);
  const filter = readFilter('findOneAndUpdate', args[0]);
  const update = readChange('findOneAndUpdate', args[1], registryDatabase);
  if (!Array.isArray(update) && !hasOperators(update)) {
    throw new MongoDBError('findOneAndUpdate: the update must have update operators such as $set');
  }
  const given = readOptions('findOneAndUpdate', args[2], [...CHANGE_OPTIONS, 'arrayFilters']);
  return printRaw(await collection.findOneAndUpdate(filter, update, toDriverOptions(given)));
}

async function findOneAndReplace({ collection, args }: MethodCall): Promise<string> {
  refuseMoreThan('findOneAndReplace', args, 3);
  const filter = readFilter('findOneAndReplace', args[0]);
  const replacement = readReplacement('findOneAndReplace', args[1]);
  const given = readOptions('findOneAndReplace', args[2], CHANGE_OPTIONS);
  return printRaw(await collection.findOneAndReplace(filter, replacement, toDriverOptions(given)));
}

async function findOneAndDelete({ collection, args }: MethodCall): Promise<string> {
  refuseMoreThan('findOneAndDelete', args, 2);
  const filter = readFilter('findOneAndDelete', args[0]);
  const options = readOptions('findOneAndDelete', args[1], ['sort', 'projection']);
  return printRaw(await collection.findOneAndDelete(filter, { ...options, ...RAW }));
}

function toDriverOptions<Given extends { returnNewDocument?: boolean }>({ returnNewDocument, ...options }: Given) {
  return { ...options, ...RAW, returnDocument: returnNewDocument === true ? ('after' as const) : ('before' as const) };
}
