/** What type a value has, and conversions between types. */
import { bsonTypeOf, isNumeric } from '../../../bson/bson-type.ts';
import { unary } from '../operands.ts';
import type { OperatorTable } from '../scope.ts';
import { compileConvert, conversion } from './type/convert.ts';

export const TYPE_OPERATORS: OperatorTable = {
  $type: unary((value) => bsonTypeOf(value)),
  $isNumber: unary(isNumeric),
  $convert: compileConvert,
  $toBool: conversion({ type: 'bool' }),
  $toDate: conversion({ type: 'date' }),
  $toDecimal: conversion({ type: 'decimal' }),
  $toDouble: conversion({ type: 'double' }),
  $toInt: conversion({ type: 'int' }),
  $toLong: conversion({ type: 'long' }),
  $toObjectId: conversion({ type: 'objectId' }),
  $toString: conversion({ type: 'string', format: 'auto' }),
  $toUUID: conversion({ type: 'binData', subtype: 4, format: 'uuid' }),
};
