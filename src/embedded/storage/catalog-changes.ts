/** What the oplog tells of changes of the catalog: the fields of the events that change streams make of them. */
import { type Document, UUID } from '../../bson/bson.ts';
import { fieldEntries, getField, hasField, setField } from '../../bson/fields.ts';
import { valuesIdentical } from '../../bson/identical.ts';
import type { Collection, View } from './collection.ts';
import { ID_INDEX_DEFINITION, type Index, type IndexSpec, printIndexSpec } from './index-spec.ts';
import type { Oplog } from './oplog.ts';
import type { OplogPlace } from './oplog-entry.ts';

/** The options that are no more once they ask for nothing, as they were asked for. */
const TAKEN_AWAY: Document = { validator: {}, changeStreamPreAndPostImages: { enabled: false } };

export class CatalogChanges {
  /** Absent where nobody changes anything. */
  private readonly oplog: Oplog | undefined;

  constructor(oplog: Oplog | undefined) {
    this.oplog = oplog;
  }

  created(collection: Collection): void {
    this.oplog?.noted('create', collection, {
      operationDescription: { ...collection.options, idIndex: ID_INDEX_DEFINITION },
    });
  }

  dropped(collection: Collection): void {
    this.oplog?.noted('drop', collection, {});
  }

  databaseDropped(database: string): void {
    this.oplog?.noted('dropDatabase', { database, name: '', uuid: undefined }, {});
  }

  /** `replaced` is the collection that had the new name. */
  renamed(before: Collection, after: Collection, replaced: Collection | undefined): void {
    const dropTarget = replaced === undefined ? {} : { dropTarget: new UUID(replaced.uuid) };
    this.oplog?.noted('rename', before, { to: { db: after.database, coll: after.name }, ...dropTarget });
  }

  /** Into another database, where it counts as a new collection with all of its documents. */
  moved(
    before: Collection,
    after: Collection,
    replaced: Collection | undefined,
    documents: Iterable<Uint8Array>,
  ): void {
    if (this.oplog === undefined) return;
    if (replaced !== undefined) this.dropped(replaced);
    this.created(after);
    for (const document of documents) this.oplog.inserted(after, document);
    this.dropped(before);
  }

  optionsChanged(before: Collection, after: Collection): void {
    const changed: Document = {};
    for (const [name, value] of fieldEntries(after.options)) {
      if (!valuesIdentical(value, getField(before.options, name))) setField(changed, name, value);
    }
    for (const [name, value] of fieldEntries(TAKEN_AWAY)) {
      if (hasField(before.options, name) && !hasField(after.options, name)) setField(changed, name, value);
    }
    this.modified(before, changed, {});
  }

  viewCreated(view: View): void {
    this.oplog?.noted('create', placeOf(view), { operationDescription: view.options });
  }

  viewChanged(view: View): void {
    this.oplog?.noted('modify', placeOf(view), { operationDescription: view.options });
  }

  viewDropped(view: View): void {
    this.oplog?.noted('drop', placeOf(view), {});
  }

  /** Those of one command: each for itself where there are no documents yet, as a server notes them. */
  indexesAdded(collection: Collection, specs: readonly IndexSpec[], hasDocuments: boolean): void {
    const printed = specs.map(printIndexSpec);
    const groups = hasDocuments ? [printed] : printed.map((spec) => [spec]);
    for (const indexes of groups) {
      this.oplog?.noted('createIndexes', collection, { operationDescription: { indexes } });
    }
  }

  indexDropped(collection: Collection, { spec }: Index): void {
    this.oplog?.noted('dropIndexes', collection, { operationDescription: { indexes: [printIndexSpec(spec)] } });
  }

  indexChanged(collection: Collection, before: IndexSpec, after: IndexSpec): void {
    const old = printIndexSpec(before);
    const changed: Document = {};
    const indexOptions: Document = {};
    for (const [name, value] of fieldEntries(printIndexSpec(after))) {
      const was = getField(old, name);
      if (valuesIdentical(value, was)) continue;
      setField(changed, name, value);
      if (was !== undefined) setField(indexOptions, name, was);
    }
    this.modified(collection, { index: { name: after.name, ...changed } }, { indexOptions });
  }

  private modified(before: Collection, operationDescription: Document, state: Document): void {
    const collectionOptions = { uuid: new UUID(before.uuid), ...before.options };
    const stateBeforeChange = { collectionOptions, ...state };
    this.oplog?.noted('modify', before, { operationDescription, stateBeforeChange });
  }
}

/** Views have no UUID, by which their entries are told apart from those of collections. */
function placeOf({ database, name }: View): OplogPlace {
  return { database, name, uuid: undefined };
}
