/** Reads the arguments of a collection method. Every message names the method; an option that is not offered is refused by name. */
import { type Document, Double, Int32, Long } from '../../bson/bson.ts';
import { isDocument, refuseJavaScript } from './guard.ts';
import { MongoDBError } from './mongodb-error.ts';

export function readFilter(method: string, value: unknown): Document {
  const filter = readDocument(method, 'query', value ?? {});
  refuseJavaScript(filter);
  return filter;
}

export function readDocument(method: string, role: string, value: unknown): Document {
  if (isDocument(value)) return value;
  throw new MongoDBError(`${method}: the ${role} must be a document`);
}

export function readDocuments(method: string, role: string, value: unknown): Document[] {
  if (Array.isArray(value) && value.every(isDocument)) return value;
  throw new MongoDBError(`${method}: the ${role} must be an array of documents`);
}

type OptionReader = (method: string, name: string, value: unknown) => unknown;

/** What an option must be, by name; a method lists the names that it takes. */
const OPTION_READERS = {
  sort: readSort,
  projection: readOptionDocument,
  skip: readWholeNumber,
  limit: readWholeNumber,
  upsert: readBoolean,
  returnNewDocument: readBoolean,
  ordered: readBoolean,
  bypassDocumentValidation: readBoolean,
  arrayFilters: readDocuments,
} as const satisfies Record<string, OptionReader>;

export type OptionName = keyof typeof OPTION_READERS;
export type Options<Name extends OptionName> = { [N in Name]?: ReturnType<(typeof OPTION_READERS)[N]> };

export function readOptions<Name extends OptionName>(
  method: string,
  value: unknown,
  names: readonly Name[],
): Options<Name> {
  const given = readDocument(method, 'options', value ?? {});
  const options: Partial<Record<string, unknown>> = {};
  for (const [name, option] of Object.entries(given)) {
    const known = names.find((candidate) => candidate === name);
    if (known === undefined) {
      throw new MongoDBError(`${method}: unknown option "${name}"; the options are: ${names.join(', ')}`);
    }
    if (option !== undefined && option !== null) options[known] = OPTION_READERS[known](method, known, option);
  }
  return options as Options<Name>;
}

function readSort(method: string, name: string, value: unknown): Document {
  const sort = readOptionDocument(method, name, value);
  return Object.fromEntries(
    Object.entries(sort).map(([field, direction]) => [field, toNumber(direction) ?? direction]),
  );
}

function readOptionDocument(method: string, name: string, value: unknown): Document {
  const document = readDocument(method, name, value);
  refuseJavaScript(document);
  return document;
}

function readWholeNumber(method: string, name: string, value: unknown): number {
  const number = toNumber(value);
  if (number !== undefined && Number.isSafeInteger(number) && number >= 0) return number;
  throw new MongoDBError(`${method}: ${name} must be a whole number of 0 or more`);
}

function readBoolean(method: string, name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new MongoDBError(`${method}: ${name} must be true or false`);
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  return value instanceof Long ? value.toNumber() : undefined;
}

export function refuseMoreThan(method: string, args: readonly unknown[], argumentsMax: number): void {
  if (args.length > argumentsMax) throw new MongoDBError(`${method} takes at most ${argumentsMax} arguments`);
}

export function hasOperators(document: Document): boolean {
  return Object.keys(document).some((key) => key.startsWith('$'));
}
