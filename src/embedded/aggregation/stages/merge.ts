/** The stage `$merge`: writes each document of a pipeline to its counterpart in a collection. */
import { type Document, ObjectId } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { getField, hasField, setField } from '../../../bson/fields.ts';
import { EngineError, locationError, notImplemented } from '../../engine-error.ts';
import type { PipelineWriter } from '../data-source.ts';
import { DocumentBuffer } from '../document-buffer.ts';
import { compileExpression } from '../expression.ts';
import { type MergeSpec, parseMerge } from '../merge-spec.ts';
import { type ExpressionOptions, rootScope } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { checkVariableName } from '../variables.ts';
import { checkTarget } from '../write-target.ts';

export function compileMerge(spec: unknown, options: StageOptions): Stage {
  const merge = parseMerge(spec, options.source?.database ?? '');
  checkTarget('$merge', merge.target, { database: 31_320, system: 31_319 });
  const { writer } = options;
  if (writer === undefined) throw notImplemented('$merge in this place');
  const index = writer.hasUniqueIndexOn(merge.target, merge.on);
  if (index === undefined) throw locationError(51_183, 'Cannot find index to verify that join fields will be unique');
  const write = compileWrite(merge, writer, options);
  // It gives no documents, and writes when it is asked for them.
  return function* merged(documents) {
    // All of them first: the collection may be the one that they are read from.
    const checked = mergeable(documents, merge.on, index === 'sparse');
    const buffer = new DocumentBuffer(checked, { groupBytesMax: options.groupBytesMax ?? Number.POSITIVE_INFINITY });
    try {
      writeEach(buffer.documents(), (document) => write(document, counterpart(document, merge.on, index === 'sparse')));
    } finally {
      buffer.close();
    }
  };
}

/** What has no counterpart that could be told ends the stage before anything is written, as a server's batch does. */
function* mergeable(documents: Iterable<Document>, on: readonly string[], isSparse: boolean): Generator<Document> {
  for (const document of documents) {
    const whole = on.includes('_id') ? withId(document) : document;
    counterpart(whole, on, isSparse);
    yield whole;
  }
}

/**
 * One that cannot be written keeps no other from being written, for a server writes its batches unordered. The first
 * failure is the answer.
 */
function writeEach(documents: Iterable<Document>, write: (document: Document) => void): void {
  let failure: EngineError | undefined;
  for (const document of documents) {
    try {
      write(document);
    } catch (error) {
      if (!(error instanceof EngineError) || ENDS.has(error.code)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}

/** MaxTimeMSExpired and Interrupted are of the command, not of a document. */
const ENDS = new Set([50, 11_601]);

function withId(document: Document): Document {
  return hasField(document, '_id') ? document : { _id: new ObjectId(), ...document };
}

/** A filter for the one document that has the same values. */
function counterpart(document: Document, on: readonly string[], isSparse: boolean): Document {
  const filter: Document = {};
  for (const path of on) {
    const value = valueOn(document, path);
    if (isSparse && isNullish(value)) {
      throw locationError(51_132, `$merge write error: 'on' field '${path}' cannot be missing, null or undefined`);
    }
    setField(filter, path, { $eq: value ?? null });
  }
  return filter;
}

function valueOn(document: Document, path: string): unknown {
  let value: unknown = document;
  for (const name of path.split('.')) {
    value = getField(asDocument(value) ?? {}, name);
    if (Array.isArray(value))
      throw locationError(51_185, `$merge write error: 'on' field '${path}' cannot be an array`);
  }
  return value;
}

type Write = (document: Document, filter: Document) => void;

function compileWrite(merge: MergeSpec, writer: PipelineWriter, options: StageOptions): Write {
  const { target, whenMatched, whenNotMatched } = merge;
  const expressions: ExpressionOptions = options;
  const upsert = whenNotMatched === 'insert';
  if (whenMatched === 'fail') return (document) => writer.insert(target, document);
  if (Array.isArray(whenMatched)) return compilePipelineWrite(merge, whenMatched, writer, options);
  return (document, filter) => {
    const update = updateOf(merge, document);
    checkMatched(merge, writer.update(target, { filter, update, upsert, expressions }));
  };
}

/** By the update operators, as the server does it: they give new fields their order. */
function updateOf({ whenMatched }: MergeSpec, document: Document): Document {
  if (whenMatched === 'replace') return document;
  return whenMatched === 'merge' ? { $set: document } : { $setOnInsert: document };
}

function checkMatched({ whenNotMatched }: MergeSpec, isMatched: boolean): void {
  if (isMatched || whenNotMatched !== 'fail') return;
  throw new EngineError(
    13_113,
    'MergeStageNoMatchingDocument',
    '$merge could not find a matching document in the target collection for at least one document in the source',
  );
}

/** The document is found as it is in the collection; the pipeline's variables are of the new one, which is inserted whole. */
function compilePipelineWrite(
  merge: MergeSpec,
  update: readonly Document[],
  writer: PipelineWriter,
  options: StageOptions,
): Write {
  const { target, whenNotMatched } = merge;
  const own = merge.variables.map(([name, spec]) => {
    checkVariableName(name);
    return { name, evaluate: compileExpression(spec, options) };
  });
  return (document, filter) => {
    const variables = new Map<string, unknown>(options.variables);
    for (const { name, evaluate } of own) {
      const value = evaluate(rootScope(document));
      // One without a value is no variable at all.
      if (value !== undefined) variables.set(name, value);
    }
    const expressions: ExpressionOptions = { ...(options.now && { now: options.now }), variables };
    const isMatched = writer.update(target, { filter, update, upsert: false, expressions });
    if (!isMatched && whenNotMatched === 'insert') writer.insert(target, document);
    else checkMatched(merge, isMatched);
  };
}
