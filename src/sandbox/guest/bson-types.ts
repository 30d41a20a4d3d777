/** `BSON`: the classes that function code sees. Every one can be called with and without `new`, and all are frozen. */
import type { Binary } from '../../bson/bson.ts';
import { bsonLibrary } from './bson-library.ts';
import { decodeBase64, decodeHex, decodeUtf8, encodeBase64, encodeHex, encodeUtf8, latin1ToBytes } from './bytes.ts';
import { writeEjson } from './ejson-write.ts';
import {
  jsonParse,
  objectCreate,
  objectDefineProperty,
  objectFreeze,
  reflectConstruct,
  reflectOwnKeys,
} from './primordials.ts';

/** The classes of one realm; called once, before user code. */
export function createBson(): Readonly<Record<string, unknown>> {
  freezeLongs();
  addBinaryMethods();
  addLongCoercion();
  const classes = objectCreate(null);
  for (const name of CLASS_NAMES) classes[name] = createCallable(bsonLibrary[name]);
  return objectFreeze(classes);
}

/** The package keeps one instance of each small number and gives it to all who ask: it must not be changed by any. */
function freezeLongs(): void {
  const { Long } = bsonLibrary;
  for (let value = -128; value < 128; value++) objectFreeze(Long.fromInt(value));
  for (let value = 0; value < 256; value++) objectFreeze(Long.fromInt(value, true));
}

const CLASS_NAMES = [
  'Binary',
  'BSONRegExp',
  'BSONSymbol',
  'Code',
  'DBRef',
  'Decimal128',
  'Double',
  'Int32',
  'Long',
  'MaxKey',
  'MinKey',
  'ObjectId',
  'Timestamp',
  'UUID',
] as const;

type Class = new (...values: never[]) => object;

/** Real apps write `BSON.ObjectId(hex)`, which a class refuses. */
function createCallable(RealClass: Class): unknown {
  function callable(...values: unknown[]): object {
    return reflectConstruct(RealClass, values);
  }
  for (const key of reflectOwnKeys(RealClass)) {
    if (key === 'prototype' || key === 'length') continue;
    const descriptor = Object.getOwnPropertyDescriptor(RealClass, key);
    if (descriptor === undefined) continue;
    const { value } = descriptor;
    const bound = typeof value === 'function' ? { ...descriptor, value: value.bind(RealClass) } : descriptor;
    objectDefineProperty(callable, key, bound);
  }
  objectDefineProperty(callable, 'prototype', { value: RealClass.prototype });
  // The way back from an instance must not lead to the class behind it, whose statics are shared by all calls.
  objectDefineProperty(RealClass.prototype, 'constructor', { value: callable });
  objectFreeze(RealClass.prototype);
  return objectFreeze(callable);
}

function addBinaryMethods(): void {
  const { Binary } = bsonLibrary;
  const methods = {
    text(this: Binary) {
      const known = BODY_TEXT in this ? this[BODY_TEXT] : undefined;
      return typeof known === 'string' ? known : decodeUtf8(bytesOf(this));
    },
    toHex(this: Binary) {
      return encodeHex(bytesOf(this));
    },
    toBase64(this: Binary) {
      return encodeBase64(bytesOf(this));
    },
    // The old platform's JSON.stringify gave binaries in their extended form.
    toJSON(this: Binary) {
      return jsonParse(writeEjson(this, false));
    },
  };
  const statics = {
    fromText: (text: unknown, subType?: number) => new Binary(encodeUtf8(String(text)), subType),
    fromHex: (text: unknown, subType?: number) => new Binary(decodeHex(String(text)), subType),
    fromBase64: (text: unknown, subType?: number) => new Binary(decodeBase64(String(text)), subType),
  };
  for (const [name, value] of Object.entries(methods)) objectDefineProperty(Binary.prototype, name, { value });
  for (const [name, value] of Object.entries(statics)) {
    objectDefineProperty(Binary, name, { value, configurable: true });
  }
}

export function bytesOf(binary: Binary): Uint8Array {
  return binary.buffer.subarray(0, binary.position);
}

/** 64-bit values of the database take part in arithmetic, and in plain JSON as far as a number can hold them. */
function addLongCoercion(): void {
  const { Long } = bsonLibrary;
  objectDefineProperty(Long.prototype, 'toJSON', {
    value(this: InstanceType<typeof Long>) {
      const number = this.toNumber();
      return Number.isSafeInteger(number) ? number : this.toString();
    },
  });
  objectDefineProperty(Long.prototype, Symbol.toPrimitive, {
    value(this: InstanceType<typeof Long>, hint: string) {
      return hint === 'string' ? this.toString() : this.toNumber();
    },
  });
}

const BODY_TEXT = Symbol('text');
const BODY_BYTES = Symbol('bytes');

/**
 * A request body: a Binary that decodes only what is asked of it. Most functions read `body.text()` alone, which is the very
 * text that came in. `isText` tells UTF-8 text from one character a byte.
 */
export function createBody(text: string, isText: boolean): unknown {
  const body = objectCreate(bodyPrototype);
  if (isText) body[BODY_TEXT] = text;
  else body[BODY_BYTES] = latin1ToBytes(text);
  return body;
}

/** Shared by the bodies of all requests. */
export const bodyPrototype: object = objectFreeze(
  objectCreate(bsonLibrary.Binary.prototype, {
    sub_type: { value: 0, enumerable: true },
    buffer: { get: readBodyBytes, enumerable: true },
    position: {
      get(this: BodyState) {
        return reflectBodyBytes(this).length;
      },
      enumerable: true,
    },
  }),
);

interface BodyState {
  [BODY_TEXT]?: string;
  [BODY_BYTES]?: Uint8Array;
}

function readBodyBytes(this: BodyState): Uint8Array {
  return reflectBodyBytes(this);
}

function reflectBodyBytes(state: BodyState): Uint8Array {
  state[BODY_BYTES] ??= encodeUtf8(state[BODY_TEXT] ?? '');
  return state[BODY_BYTES];
}
