/** Keys of a JSON value that the schema of its kind does not name, however deep, and the keys that it names there. */
import { z } from 'zod';
import type { JsonValue } from '../app.ts';
import type { JsonPath } from './json-positions.ts';

/** Keys of open objects only: what a closed object does not name, zod itself refuses. */
export function* listUnknownKeys(schema: unknown, value: JsonValue): Generator<JsonPath> {
  for (const { path, isNamed } of entriesOf(schema, value, [])) if (!isNamed) yield path;
}

/** Whether more keys and items of lists have a schema than so many, however deep. */
export function hasMoreEntries(schema: unknown, value: JsonValue, max: number): boolean {
  let count = 0;
  for (const { isNamed } of entriesOf(schema, value, [])) if (isNamed && ++count > max) return true;
  return false;
}

interface Entry {
  readonly path: JsonPath;
  /** Whether the schema says what it is. */
  readonly isNamed: boolean;
}

/** What may hold anything is no entry, and neither is what is in it. */
function* entriesOf(schema: unknown, value: JsonValue | undefined, path: JsonPath): Generator<Entry> {
  if (typeof value !== 'object' || value === null) return;
  const owner = schemaFor(schema, value);
  if (!fits(owner, value)) return;
  const isOpen = !isClosed(owner);
  for (const [step, child] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const below = childSchemaOf(owner, step);
    if (below instanceof z.ZodUnknown || (below === undefined && !isOpen)) continue;
    const at = [...path, step];
    yield { path: at, isNamed: below !== undefined };
    yield* entriesOf(below, child, at);
  }
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

function isClosed(schema: unknown): boolean {
  return schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodNever;
}
