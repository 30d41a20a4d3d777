/** Keys of a JSON value that the schema of its kind does not name, however deep, and the keys that it names there. */
import { z } from 'zod';
import type { JsonValue } from './app.ts';
import type { JsonPath } from './json-positions.ts';

/** Keys of open objects only: what a closed object does not name, zod itself refuses. */
export function listUnknownKeys(schema: unknown, value: JsonValue | undefined, path: JsonPath = []): JsonPath[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = schemaFor(schema, value);
  if (Array.isArray(value)) {
    if (!(inner instanceof z.ZodArray)) return [];
    return value.flatMap((item, index) => listUnknownKeys(inner.element, item, [...path, index]));
  }
  if (inner instanceof z.ZodRecord) {
    return Object.entries(value).flatMap(([key, child]) => listUnknownKeys(inner.valueType, child, [...path, key]));
  }
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.keys(value).flatMap((key) => {
    if (Object.hasOwn(inner.shape, key)) return listUnknownKeys(inner.shape[key], value[key], [...path, key]);
    return isClosed(inner) ? [] : [[...path, key]];
  });
}

/** The keys that the object at a path may have; none when there is no object in the schema. */
export function listKnownKeys(schema: unknown, json: JsonValue, path: JsonPath): string[] {
  let owner = schemaFor(schema, json);
  let value: JsonValue | undefined = json;
  for (const step of path) {
    value = childOf(value, step);
    owner = schemaFor(childSchemaOf(owner, step), value);
  }
  return owner instanceof z.ZodObject ? Object.keys(owner.shape) : [];
}

function childOf(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, step) ? value[step] : undefined;
}

function childSchemaOf(owner: unknown, step: string | number): unknown {
  if (owner instanceof z.ZodArray) return owner.element;
  if (owner instanceof z.ZodRecord) return owner.valueType;
  return owner instanceof z.ZodObject && Object.hasOwn(owner.shape, step) ? owner.shape[step] : undefined;
}

/** Without the wrappers of keys that may be missing or null; of several forms, the one that the value can have. */
function schemaFor(schema: unknown, value: JsonValue | undefined): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return schemaFor(schema.unwrap(), value);
  if (!(schema instanceof z.ZodUnion)) return schema;
  return schema.options.map((option) => schemaFor(option, value)).find((option) => fits(option, value));
}

function fits(schema: unknown, value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return schema instanceof z.ZodArray;
  return schema instanceof z.ZodObject || schema instanceof z.ZodRecord;
}

function isClosed(schema: z.ZodObject): boolean {
  return schema.def.catchall instanceof z.ZodNever;
}
