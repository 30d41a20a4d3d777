/** Arbitrary BSON values for properties, with many equal and nearly equal ones. */
import fc from 'fast-check';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from '../../src/bson/bson.ts';

/** Numbers where types meet: around 2^53 and 2^63, fractions that no double holds, and the specials. */
const EDGES = [
  new Int32(0),
  new Int32(1),
  new Double(1),
  Long.fromNumber(1),
  Decimal128.fromString('1'),
  Decimal128.fromString('1.0'),
  Decimal128.fromString('1E0'),
  new Double(-0),
  Decimal128.fromString('-0'),
  new Double(0.1),
  Decimal128.fromString('0.1'),
  Decimal128.fromString('0.1000000000000000055511151231257827'),
  Long.fromString('9007199254740992'),
  Long.fromString('9007199254740993'),
  new Double(9007199254740992),
  new Double(9007199254740994),
  Decimal128.fromString('9007199254740993'),
  Decimal128.fromString('9007199254740993.5'),
  Long.MAX_VALUE,
  Long.MIN_VALUE,
  new Double(2 ** 63),
  new Double(-(2 ** 63)),
  Decimal128.fromString('9223372036854775807'),
  Decimal128.fromString('9223372036854775807.1'),
  new Double(Number.NaN),
  Decimal128.fromString('NaN'),
  new Double(Number.POSITIVE_INFINITY),
  new Double(Number.NEGATIVE_INFINITY),
  Decimal128.fromString('Infinity'),
  Decimal128.fromString('-Infinity'),
  Decimal128.fromString('9.999999999999999999999999999999999E6144'),
  Decimal128.fromString('1E-6176'),
  Decimal128.fromString('-1E-6176'),
  new Double(Number.MIN_VALUE),
  new Double(Number.MAX_VALUE),
];

export const bsonNumbers: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.integer({ min: -5, max: 5 }).map((value) => new Int32(value)),
  fc.integer({ min: -5, max: 5 }).map((value) => new Double(value / 2)),
  fc.integer({ min: -5, max: 5 }).map((value) => Decimal128.fromString(`${value}E-1`)),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map((value) => Long.fromBigInt(value)),
  fc.double().map((value) => new Double(value)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -6176, max: 6111 }))
    .map(([coefficient, exponent]) => Decimal128.fromString(`${coefficient}E${exponent}`)),
);

const strings = fc.oneof(
  fc.constantFrom('', 'a', 'a\0', 'a\0b', 'ab', '\ud83d\ude00', '\uffee', 'é'),
  fc.string({ unit: 'binary' }),
);

const scalars: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: bsonNumbers },
  { weight: 3, arbitrary: strings },
  fc.constantFrom(null, true, false, new MinKey(), new MaxKey()),
  strings.map((value) => new BSONSymbol(value)),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 4 }), fc.constantFrom(0, 4, 128))
    .map(([bytes, subtype]) => new Binary(bytes, subtype)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom(new BSONRegExp('a', 'i'), new BSONRegExp('a', ''), new BSONRegExp('b', '')),
  fc.constantFrom(new Code('a'), new Code('b'), new Code('a', { x: 1 }), new Code('a', { x: 2 })),
);

/** Any value, nested two levels deep. Field names are letters: JavaScript moves numeric names to the front. */
export const bsonValues: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; document: Document; array: unknown[] }>(
  (tie) => ({
    value: fc.oneof({ maxDepth: 2, withCrossShrink: true }, scalars, tie('document'), tie('array')),
    document: fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'é'), tie('value'), { maxKeys: 3 }),
    array: fc.array(tie('value'), { maxLength: 3 }),
  }),
).value;
