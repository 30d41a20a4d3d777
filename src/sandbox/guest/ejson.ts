/** `EJSON` as function code sees it: canonical unless asked otherwise. */
import { readEjson } from './ejson-read.ts';
import { writeEjson } from './ejson-write.ts';
import { jsonParse, jsonStringify, objectFreeze } from './primordials.ts';

export function createEjson(): object {
  return objectFreeze({
    parse: (text: unknown) => readEjson(String(text)),
    /** The old platform took the value alone; the forms of the bson package are understood too. */
    stringify(value: unknown, ...others: readonly unknown[]): string {
      const options = others.find((other) => typeof other === 'object' && other !== null && 'relaxed' in other);
      const relaxed =
        typeof options === 'object' && options !== null && 'relaxed' in options && options.relaxed === true;
      const text = writeEjson(value, relaxed);
      const space = others.find((other) => typeof other === 'number' || typeof other === 'string');
      if (typeof space !== 'number' && typeof space !== 'string') return text;
      return jsonStringify(jsonParse(text), null, space);
    },
  });
}
