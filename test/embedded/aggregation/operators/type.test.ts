import { describe, expect, it } from 'vitest';
import {
  Binary,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MinKey,
  ObjectId,
  Timestamp,
} from '../../../../src/bson/bson.ts';
import { WideDate } from '../../../../src/bson/legacy-types.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';

const evaluate = (spec: unknown, root = {}) => compileExpression(spec)(rootScope(root));
const convert = (input: unknown, spec: object) => evaluate({ $convert: { input: '$v', ...spec } }, { v: input });
const int = (value: number) => new Int32(value);
const double = (value: number) => new Double(value);
const decimal = (value: string) => Decimal128.fromString(value);
const long = (value: string) => Long.fromString(value);
const binary = (hex: string, subtype = 0) => new Binary(Buffer.from(hex, 'hex'), subtype);
const UUID = '01020304-0506-0708-090a-0b0c0d0e0f10';
const UUID_HEX = UUID.replaceAll('-', '');

describe('a conversion', () => {
  it.each<readonly [unknown, string, unknown]>([
    [true, 'int', 1],
    [double(-1.9), 'int', -1],
    [double(-0.5), 'int', 0],
    [decimal('2147483647.9'), 'int', 2_147_483_647],
    [long('-2147483648'), 'int', -2_147_483_648],
    ['+007', 'int', 7],
    [`${'0'.repeat(200_000)}1`, 'int', 1],
    [binary('80'), 'int', -128],
    [binary('ff7f'), 'int', 32_767],
    [binary('', 2), 'int', 0],
    [double(1e18), 'long', long('1000000000000000000')],
    [decimal('9223372036854775807'), 'long', Long.MAX_VALUE],
    ['-9223372036854775808', 'long', Long.MIN_VALUE],
    [new Date(-1), 'long', long('-1')],
    [new WideDate((1n << 63n) - 1n), 'long', Long.MAX_VALUE],
    [binary('ffffffffffffffff'), 'long', long('-1')],
    [false, 'double', double(0)],
    [long('9007199254740993'), 'double', double(2 ** 53)],
    [decimal('-0'), 'double', double(-0)],
    [decimal('1E-320'), 'decimal', decimal('1E-320')],
    ['.5', 'double', double(0.5)],
    ['5.', 'double', double(5)],
    ['-INFINITY', 'double', double(Number.NEGATIVE_INFINITY)],
    ['nan', 'double', double(Number.NaN)],
    ['+0x1.8p1', 'double', double(3)],
    ['0Xff', 'double', double(255)],
    [`-0x${'0'.repeat(1000)}1${'0'.repeat(40)}1p-164`, 'double', double(-1)],
    [binary('0000c03f'), 'double', double(1.5)],
    [true, 'decimal', decimal('1')],
    [double(2.5), 'decimal', decimal('2.50000000000000')],
    [double(-0), 'decimal', decimal('-0')],
    [double(0.1), 'decimal', decimal('0.100000000000000')],
    [long('9223372036854775807'), 'decimal', decimal('9223372036854775807')],
    ['1.00', 'decimal', decimal('1.00')],
    ['-0E-1', 'decimal', decimal('-0.0')],
    ['0E+99999', 'decimal', decimal('0E+6111')],
    ['1E6144', 'decimal', decimal('1.000000000000000000000000000000000E+6144')],
    ['10E-6177', 'decimal', decimal('1E-6176')],
    [`1.${'0'.repeat(33)}9`, 'decimal', decimal(`1.${'0'.repeat(33)}`)],
    ['-inf', 'decimal', decimal('-Infinity')],
    [double(Number.NaN), 'bool', true],
    [decimal('0E+10'), 'bool', false],
    ['', 'bool', true],
    [[], 'bool', true],
    [long('0'), 'date', new Date(0)],
    [decimal('1000.9'), 'date', new Date(1000)],
    [Long.MAX_VALUE, 'date', new WideDate((1n << 63n) - 1n)],
    ['2018-03-20T12:00:00+0500', 'date', new Date('2018-03-20T07:00:00Z')],
    [new ObjectId('800000000000000000000000'), 'date', new Date('1901-12-13T20:45:52Z')],
    [new Timestamp({ t: 0xffff_ffff, i: 1 }), 'date', new Date(0xffff_ffff * 1000)],
    ['507F1F77bcf86cd799439011', 'objectId', new ObjectId('507f1f77bcf86cd799439011')],
    [int(-1), 'binData', binary('ffffffff')],
    [long('42'), 'binData', binary('2a00000000000000')],
    [double(42), 'binData', binary('0000000000004540')],
    [double(1e16), 'string', '1e+16'],
    [new ObjectId('507f1f77bcf86cd799439011'), 'string', '507f1f77bcf86cd799439011'],
  ])('of %j to %s is %j', (input, to, expected) => {
    expect(convert(input, { to })).toEqual(expected);
  });

  it.each<readonly [unknown, unknown, string]>([
    [double(2_147_483_647.5), 'int', 'beyond the range, though its whole part is not'],
    [long('2147483648'), 'int', 'beyond the range'],
    [decimal('NaN'), 'int', 'no number'],
    [new Date(0), 'int', 'another type'],
    [double(2 ** 63), 'long', 'beyond the range'],
    [decimal('1E+6000'), 'long', 'beyond the range'],
    ['9223372036854775808', 'long', 'beyond the range'],
    ['9'.repeat(500_000), 'long', 'far beyond the range'],
    ['', 'int', 'empty'],
    ['1.0', 'int', 'with a point'],
    [' 1', 'int', 'with a space'],
    ['1\n', 'int', 'with a line end'],
    ['+-1', 'int', 'with two signs'],
    ['0x10', 'int', 'hexadecimal'],
    ['١', 'int', 'of other digits'],
    ['0x1', 'double', 'hexadecimal without a sign'],
    ['+0x', 'double', 'hexadecimal without digits'],
    ['0X1P', 'double', 'without an exponent'],
    ['1e309', 'double', 'beyond the range'],
    ['1e-400', 'double', 'too small'],
    ['1.5e', 'double', 'without an exponent'],
    [`${'1'.repeat(200_000)}x`, 'double', 'with a letter at its end'],
    [decimal('1E+400'), 'double', 'beyond the range'],
    [decimal('1E-400'), 'double', 'too small'],
    ['1E6145', 'decimal', 'beyond the range'],
    ['1E-6177', 'decimal', 'too small'],
    ['0x1', 'decimal', 'hexadecimal'],
    [int(0), 'date', 'an int'],
    [double(1e300), 'date', 'beyond the range'],
    ['yesterday', 'date', 'no date'],
    [true, 'date', 'another type'],
    ['507f1f77bcf86cd79943901', 'objectId', 'too short'],
    ['507f1f77bcf86cd79943901g', 'objectId', 'with another letter'],
    [binary('000000'), 'int', 'of three bytes'],
    [binary('00', 2), 'int', 'of five bytes'],
    [binary('0000'), 'double', 'of two bytes'],
    [decimal('1'), 'binData', 'another type'],
    [binary('00', 5), 'binData', 'of another subtype'],
    [binary('00'), { type: 'binData', subtype: 4 }, 'of another subtype'],
    [{ a: 1 }, 'string', 'a document'],
    [new BSONSymbol('1'), 'int', 'a symbol'],
    [new Code('x'), 'string', 'code'],
    [new MinKey(), 'double', 'the least key'],
    [int(1), 'array', 'to what nothing is converted to'],
    [int(1), 0, 'to what nothing is converted to'],
    [int(1), 'minKey', 'to what nothing is converted to'],
  ])('of %j to %j is a failure: %s', (input, to) => {
    expect(() => convert(input, { to })).toThrow(expect.objectContaining({ code: 241 }));
    expect(convert(input, { to, onError: 'caught' })).toBe('caught');
  });

  it.each<readonly [string, unknown, unknown]>([
    ['base64', binary('3e3e3e3e'), 'Pj4+Pg=='],
    ['base64url', binary('3e3e3e3e'), 'Pj4-Pg'],
    ['hex', binary('ab01'), 'AB01'],
    ['utf8', binary('63c3a9'), 'cé'],
    ['uuid', binary(UUID_HEX, 4), UUID],
    ['auto', binary(UUID_HEX, 4), UUID],
    ['auto', binary(UUID_HEX), 'AQIDBAUGBwgJCgsMDQ4PEA=='],
  ])('of binary data in the format %s: %j', (format, input, expected) => {
    expect(convert(input, { to: 'string', format })).toBe(expected);
  });

  it.each<readonly [string, string, unknown]>([
    ['base64', 'Pj4+Pg==', binary('3e3e3e3e')],
    ['base64url', 'Pj4-Pg', binary('3e3e3e3e')],
    ['base64url', 'Pj4-Pg==', binary('3e3e3e3e')],
    ['hex', 'Ab01', binary('ab01')],
    ['hex', '', binary('')],
    ['utf8', 'cé', binary('63c3a9')],
  ])('of text in the format %s: %j', (format, input, expected) => {
    expect(convert(input, { to: 'binData', format })).toEqual(expected);
  });

  it.each<readonly [unknown, object, number]>([
    ['aGVsbG8', { to: 'binData', format: 'base64' }, 241],
    ['aGV-', { to: 'binData', format: 'base64' }, 241],
    ['aGV+', { to: 'binData', format: 'base64url' }, 241],
    ['aGVsb', { to: 'binData', format: 'base64url' }, 241],
    ['abc', { to: 'binData', format: 'hex' }, 241],
    ['aGVs', { to: 'binData', format: 'auto' }, 241],
    [UUID, { to: 'binData', format: 'uuid' }, 241],
    [UUID_HEX, { to: { type: 'binData', subtype: 4 }, format: 'uuid' }, 241],
    [binary('80'), { to: 'string', format: 'utf8' }, 241],
    [binary(UUID_HEX, 3), { to: 'string', format: 'uuid' }, 241],
    ['x', { to: 'binData' }, 4_341_115],
    [binary('00'), { to: 'string', format: null }, 4_341_115],
    ['x', { to: 'binData', format: 'xml' }, 4_341_125],
    ['x', { to: 'int', format: 5 }, 4_341_114],
    [int(1), { to: 'binData', byteOrder: 'middle' }, 9_130_002],
    [int(1), { to: 'int', byteOrder: 1 }, 9_130_001],
    [int(1), { to: { type: 'binData', subtype: 1.5 } }, 4_341_106],
    [int(1), { to: { type: 'binData', subtype: 10 } }, 4_341_107],
    [int(1), { to: { type: 'int', subtype: null } }, 4_341_108],
    [int(1), { to: 'integer' }, 2],
    [int(1), { to: '__proto__' }, 2],
    [int(1), { to: 99 }, 9],
    [int(1), { to: 1.5 }, 9],
    [int(1), { to: true }, 9],
    [int(1), { to: { subtype: 5 } }, 9],
    [int(1), { to: 'int', other: 1 }, 9],
    [int(1), {}, 9],
    [new WideDate(1n << 62n), { to: 'string', onError: 'not for this' }, 18_537],
  ])('of %j by %j fails with %i', (input, spec, code) => {
    expect(() => convert(input, spec)).toThrow(expect.objectContaining({ code }));
  });

  it.each<readonly [unknown, object, unknown]>([
    [int(42), { to: 'binData', byteOrder: 'big' }, binary('0000002a')],
    [int(42), { to: { type: 'binData', subtype: 255 }, byteOrder: null }, binary('2a000000', 255)],
    [binary('0000002a'), { to: 'int', byteOrder: 'big' }, 42],
    [int(42), { to: { type: 16, other: 1 } }, 42],
    [int(42), { to: decimal('16.0') }, 42],
    ['42', { to: { type: { $concat: ['in', 't'] } } }, 42],
    [null, { to: 'int' }, null],
    [undefined, { to: 'nothing', onNull: 'none' }, 'none'],
    [null, { to: { type: 'binData', subtype: 'x' }, format: 5 }, null],
    [int(1), { to: null, format: 5, onNull: 'none' }, null],
    [null, { to: null, onNull: 'none' }, 'none'],
  ])('of %j by %j is %j', (input, spec, expected) => {
    expect(convert(input, spec)).toEqual(expected);
  });

  it('does not take a text of 16 MB', () => {
    const text = '1'.repeat(16 * 1024 * 1024);
    expect(() => convert(text, { to: 'bool' })).toThrow(expect.objectContaining({ code: 16_493 }));
  });

  it('evaluates a constant onError before any document', () => {
    expect(() => compileExpression({ $convert: { input: '$v', to: 'int', onError: { $year: 1 } } })).toThrow(
      expect.objectContaining({ code: 16_006 }),
    );
  });
});

describe('an operator for one type', () => {
  it.each<readonly [unknown, unknown]>([
    [{ $toInt: ['42'] }, 42],
    [{ $toLong: int(1) }, long('1')],
    [{ $toDouble: true }, double(1)],
    [{ $toDecimal: '1.50' }, decimal('1.50')],
    [{ $toDecimal: double(123_456_789_012_344.5) }, decimal('123456789012344')],
    [{ $toDecimal: double(-0) }, decimal('-0')],
    [{ $toBool: [[0]] }, true],
    [{ $toDate: '2018-03-20' }, new Date('2018-03-20')],
    [{ $toObjectId: '000000000000000000000000' }, new ObjectId('000000000000000000000000')],
    [{ $toString: binary(UUID_HEX, 4) }, UUID],
    [{ $toString: binary('00') }, 'AA=='],
    [{ $toUUID: UUID }, binary(UUID_HEX, 4)],
    [{ $toUUID: null }, null],
    [{ $toInt: '$missing' }, null],
    [{ $type: '$missing' }, 'missing'],
    [{ $type: Long.fromNumber(1) }, 'long'],
    [{ $type: { $literal: [] } }, 'array'],
    [{ $isNumber: decimal('NaN') }, true],
    [{ $isNumber: '1' }, false],
    [{ $isNumber: '$missing' }, false],
  ])('%j', (spec, expected) => {
    expect(evaluate(spec)).toEqual(expected);
  });

  it.each<readonly [unknown, number]>([
    [{ $toInt: [] }, 50_723],
    [{ $toUUID: [UUID, UUID] }, 50_723],
    [{ $toUUID: 'x' }, 241],
    [{ $toInt: 'x' }, 241],
    [{ $type: [] }, 16_020],
    [{ $isNumber: [1, 2] }, 16_020],
  ])('%j fails with %i', (spec, code) => {
    expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code }));
  });
});
