/** `console`: one line a call, values as extended JSON, the first lines kept and the rest counted. */
import { bsonLibrary } from './bson-library.ts';
import type { Call } from './call.ts';
import { POST } from './doors.ts';
import { writeEjson } from './ejson-write.ts';
import { appendTo, arrayJoin, functionToString, objectFreeze, stringSlice } from './primordials.ts';

export function createConsole(call: Call): unknown {
  const log = (...values: unknown[]): void => writeLine(call, values);
  return objectFreeze({ log, info: log, warn: log, error: log, debug: log });
}

/** Lines beyond the limit are not even rendered. */
export function writeLine(call: Call, values: readonly unknown[]): void {
  if (!call.open) return;
  const { logLinesMax, logLineBytesMax } = call.realm.limits;
  if (call.logLines >= logLinesMax) {
    call.droppedLogs += 1;
    return;
  }
  call.logLines += 1;
  const parts: string[] = [];
  for (let index = 0; index < values.length; index++) appendTo(parts, render(values[index], logLineBytesMax));
  call.realm.post(POST.log, call.id, stringSlice(arrayJoin(parts, ' '), 0, logLineBytesMax));
}

function render(value: unknown, charactersMax: number): string {
  try {
    return stringSlice(renderValue(value), 0, charactersMax);
  } catch {
    return '[a value that cannot be shown]';
  }
}

function renderValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return functionToString(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof bsonLibrary.ObjectId) return value.toHexString();
  return writeEjson(value, false);
}
