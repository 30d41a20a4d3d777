/** The stages of change streams, as far as a pipeline compiles them: the stream itself is a cursor of its own. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { parseChangeStream } from '../../change-streams/specification.ts';
import { EngineError, locationError, notImplemented } from '../../engine-error.ts';
import type { Stage, StageOptions } from '../stage.ts';

export function compileChangeStream(spec: unknown): Stage {
  parseChangeStream(spec);
  return () => {
    throw notImplemented('$changeStream in this place');
  };
}

/** An event that fits into a document goes through as it is; what does not is refused where it is encoded. */
export function compileSplitLargeEvent(spec: unknown, { changeStream = false }: StageOptions): Stage {
  const operand = asDocument(spec);
  if (operand === undefined || fieldCount(operand) > 0) {
    throw locationError(7_182_800, '$changeStreamSplitLargeEvent spec should be an empty object');
  }
  if (!changeStream) {
    throw new EngineError(
      20,
      'IllegalOperation',
      '$changeStreamSplitLargeEvent can only be used in a $changeStream pipeline',
    );
  }
  return (events: Iterable<Document>) => events;
}
