/** The catalog as the file has it. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { EngineError } from '../engine-error.ts';
import { decodeDocument } from '../wire/codec.ts';
import type { Collection, View } from './collection.ts';
import { blobColumn, type DataFile, numberColumn, textColumn } from './data-file.ts';
import { type Index, parseIndexSpec } from './index-spec.ts';

/** By namespace. */
export interface CatalogContent {
  readonly collections: Map<string, Collection>;
  readonly views: Map<string, View>;
}

/** All or nothing: half a catalog would say that a collection is not there. */
export function readCatalog(file: DataFile): CatalogContent {
  try {
    return readAll(file);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // What is wrong in the file is not wrong with what the client sent.
    const message = `a definition in the data file cannot be read: ${error.message}`;
    throw new EngineError(301, 'DataCorruptionDetected', message);
  }
}

function readAll(file: DataFile): CatalogContent {
  const indexes = readIndexes(file);
  const collections = new Map<string, Collection>();
  const views = new Map<string, View>();
  for (const row of file.all('SELECT id, database, name, uuid, options FROM collections ORDER BY id')) {
    const [id, database, name] = [numberColumn(row[0]), textColumn(row[1]), textColumn(row[2])];
    const namespace = `${database}.${name}`;
    const options = decodeDocument(blobColumn(row[4]));
    if (typeof options.viewOn === 'string') {
      views.set(namespace, viewOf(id, database, name, options));
    } else {
      const own = indexes.get(id) ?? [];
      collections.set(namespace, { id, database, name, namespace, uuid: blobColumn(row[3]), options, indexes: own });
    }
  }
  return { collections, views };
}

function readIndexes(file: DataFile): Map<number, Index[]> {
  const indexes = new Map<number, Index[]>();
  for (const row of file.all('SELECT id, collection, spec, multikey FROM indexes ORDER BY id')) {
    const spec = parseIndexSpec(decodeDocument(blobColumn(row[2])));
    const index = { id: numberColumn(row[0]), spec, multikey: numberColumn(row[3]) };
    const collection = numberColumn(row[1]);
    indexes.set(collection, [...(indexes.get(collection) ?? []), index]);
  }
  return indexes;
}

export function viewOf(id: number, database: string, name: string, options: Document): View {
  const { viewOn, pipeline } = options;
  return {
    id,
    database,
    name,
    namespace: `${database}.${name}`,
    options,
    viewOn: String(viewOn),
    pipeline: (Array.isArray(pipeline) ? pipeline : []).map((stage: unknown) => asDocument(stage) ?? {}),
  };
}
