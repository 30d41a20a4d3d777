/** The events of a change stream: entries of the oplog in the form of the server, its fields in their order. */
import { type Document, UUID } from '../../bson/bson.ts';
import { getField } from '../../bson/fields.ts';
import type { OplogContent, OplogEntry } from '../storage/oplog-entry.ts';
import { decodeDocument } from '../wire/codec.ts';
import { clusterTimeOf } from './resume-token.ts';
import type { ChangeStreamSpec, ImageMode } from './specification.ts';
import { imageMissing } from './stream-errors.ts';

export interface EventSource {
  readonly entry: OplogEntry;
  readonly content: OplogContent;
  readonly token: Document;
  /** The document as it is stored now, undefined when it is gone. */
  readonly lookUp: (entry: OplogEntry, id: unknown) => Document | undefined;
}

export function changeEvent(source: EventSource, spec: ChangeStreamSpec): Document {
  const { entry } = source;
  const body = decodeDocument(source.content.body);
  const event: Document = { ...beginning(source, entry.kind) };
  if (spec.showExpandedEvents && entry.uuid !== undefined) event.collectionUUID = new UUID(entry.uuid);
  event.wallTime = new Date(entry.wallMs);
  const fullDocument = fullDocumentOf(source, spec, body);
  if (fullDocument !== undefined) event.fullDocument = fullDocument;
  event.ns = entry.kind === 'dropDatabase' ? { db: entry.database } : { db: entry.database, coll: entry.name };
  Object.assign(event, details(source, spec, body));
  const before = beforeOf(source, spec);
  if (before !== undefined) event.fullDocumentBeforeChange = before;
  return event;
}

/** What tells that nothing is left to watch, after the entry that took it away. */
export function invalidateEvent(entry: OplogEntry, token: Document): Document {
  return { ...beginning({ entry, token }, 'invalidate'), wallTime: new Date(entry.wallMs) };
}

function beginning({ entry, token }: Pick<EventSource, 'entry' | 'token'>, operationType: string): Document {
  return { _id: token, operationType, clusterTime: clusterTimeOf(entry.seq) };
}

function details(
  { entry: { kind, uuid } }: EventSource,
  { showExpandedEvents }: ChangeStreamSpec,
  body: Document,
): Document {
  switch (kind) {
    case 'insert':
    case 'replace':
    case 'delete':
      return { documentKey: { _id: body._id } };
    case 'update':
      return { documentKey: { _id: body._id }, updateDescription: description(body, showExpandedEvents) };
    case 'rename':
      return showExpandedEvents ? { to: body.to, operationDescription: body } : { to: body.to };
    case 'create':
      return { nsType: uuid === undefined ? 'view' : 'collection', ...body };
    default:
      return body;
  }
}

function description({ updateDescription }: Document, isExpanded: boolean): Document {
  if (isExpanded) return updateDescription;
  const { disambiguatedPaths: _, ...shown }: Document = updateDescription;
  return shown;
}

function fullDocumentOf({ entry, content, lookUp }: EventSource, spec: ChangeStreamSpec, body: Document) {
  if (entry.kind === 'insert' || entry.kind === 'replace') return body;
  if (entry.kind !== 'update' || spec.fullDocument === 'default') return undefined;
  if (spec.fullDocument === 'updateLookup') return lookUp(entry, getField(body, '_id')) ?? null;
  return image(content.after, 'fullDocument', spec.fullDocument, 'post-image');
}

function beforeOf({ entry, content }: EventSource, { fullDocumentBeforeChange }: ChangeStreamSpec) {
  if (fullDocumentBeforeChange === 'off') return undefined;
  if (entry.kind !== 'update' && entry.kind !== 'replace' && entry.kind !== 'delete') return undefined;
  return image(content.before, 'fullDocumentBeforeChange', fullDocumentBeforeChange, 'pre-image');
}

function image(kept: Uint8Array | undefined, option: string, mode: ImageMode, name: string): Document | null {
  if (kept !== undefined) return decodeDocument(kept);
  if (mode === 'required') throw imageMissing(option, name);
  return null;
}
