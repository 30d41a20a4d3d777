/** The bson package as evaluated inside the isolate; the bundle defines this name before the guest's own code. */
import type * as Bson from '../../bson/bson.ts';

export declare const bsonLibrary: typeof Bson & {
  readonly BSONError: new (message: string) => Error;
  /** What all classes of the package extend. */
  readonly BSONValue: abstract new () => { readonly _bsontype: string };
};
