/** Changes to what a JSON file says: keys, types, values, order, depth; and texts that no writer of values would make. */
import type { JsonObject, JsonValue } from '../../src/app/app.ts';
import type { Random } from './random.ts';

/** Undefined when the text is no JSON, or has nothing of the kind. */
export function mutateJson(text: string, random: Random): string | undefined {
  if (random.oneIn(4)) return random.pick(TEXT_MUTATIONS)(text, random);
  const json = parse(text);
  if (json === undefined) return undefined;
  const places = listPlaces(json);
  const place = random.pickAny(places);
  if (place === undefined) return undefined;
  random.pick(VALUE_MUTATIONS)(place, random, places);
  return `${JSON.stringify(json, null, 4)}\n`;
}

/** A value inside a JSON document, by what holds it. */
interface Place {
  readonly holder: JsonObject | JsonValue[];
  readonly key: string;
}

type MutateValue = (place: Place, random: Random, places: readonly Place[]) => void;

const VALUE_MUTATIONS: readonly [MutateValue, ...MutateValue[]] = [
  (place, random) => write(place, randomValue(random)),
  (place, random) => write(place, random.pick(oddTexts)),
  (place, random) => write(place, random.pick(oddValues)),
  (place) => remove(place),
  (place, random) => rename(place, random),
  (place, random) => write({ ...place, key: random.pick(oddKeys) }, read(place)),
  (place, random, places) => write(place, structuredClone(read(random.pickAny(places) ?? place))),
  (place, random) => write(place, shuffleItems(read(place), random)),
  (place, random) => write(place, nest(read(place), 1 + random.below(150))),
  (place, random) => write(place, 'x'.repeat(10 ** (2 + random.below(4)))),
  (place) => write(place, [read(place)]),
  (place) => write(place, { '%and': [read(place), { '%%requst': { $foo: 1 } }] }),
];

const oddTexts: readonly [string, ...string[]] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'a/b',
  '../x',
  '%41',
  'a?b#c',
  'n'.repeat(65),
  'naïve\u0301',
  '\u0000',
  '\u001b[31mred\u001b[0m',
  '\u202etxt',
  '\ud800',
  '%(%%environment.values.none)',
  '{"%%args.x": {"%in": [1]}}',
  'exports = function () { return (',
  '// nothing',
  'system',
  '0 0 * * *',
];

const oddKeys: readonly [string, ...string[]] = [
  '__proto__',
  'constructor',
  '$oid',
  '$date',
  '$schema',
  '%%user',
  '%function',
  '',
  'Name',
  'respondResult',
  'NAME\u0000',
  'options',
  'config_version',
  'secret_name',
  'run_as_user_id',
  'x'.repeat(300),
];

const oddValues: readonly [JsonValue, ...JsonValue[]] = [
  null,
  true,
  -1,
  0.5,
  20180301,
  20180302,
  20200603,
  20210101,
  20230101,
  20990101,
  [],
  {},
  [[]],
  { $oid: 'zz' },
  { $numberLong: '9'.repeat(40) },
  { $date: { $numberLong: 'x' } },
  { '%%true': { '%function': { name: 'none', arguments: ['%%request'] } } },
];

function randomValue(random: Random, depth = 0): JsonValue {
  const kind = random.below(depth > 2 ? 4 : 6);
  if (kind === 0) return random.pick([null, true, false]);
  if (kind === 1) return random.below(1_000_000) - 1000;
  if (kind < 4) return random.pick(oddTexts);
  const items = Array.from({ length: random.below(4) }, () => randomValue(random, depth + 1));
  return kind === 4 ? items : Object.fromEntries(items.map((item) => [random.pick(oddKeys), item]));
}

function read({ holder, key }: Place): JsonValue {
  const value = Array.isArray(holder) ? holder[Number(key)] : Object.hasOwn(holder, key) ? holder[key] : undefined;
  return value ?? null;
}

/** An own property whatever its name, `__proto__` too. */
function write({ holder, key }: Place, value: JsonValue): void {
  Object.defineProperty(holder, key === '' && Array.isArray(holder) ? '0' : key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function rename({ holder, key }: Place, random: Random): void {
  const value = read({ holder, key });
  remove({ holder, key });
  const at = random.below(key.length);
  const typo = random.oneIn(2) ? key.slice(0, at) + key.slice(at + 1) : key.toUpperCase();
  write({ holder, key: typo }, value);
}

function shuffleItems(value: JsonValue, random: Random): JsonValue {
  if (Array.isArray(value)) return random.shuffle([...value, ...value.slice(0, 1)]);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(random.shuffle(Object.entries(value)))
    : value;
}

function nest(value: JsonValue, levels: number): JsonValue {
  let nested = value;
  for (let level = 0; level < levels; level++) nested = level % 2 === 0 ? [nested] : { a: nested };
  return nested;
}

type MutateText = (text: string, random: Random) => string | undefined;

const TEXT_MUTATIONS: readonly [MutateText, ...MutateText[]] = [
  repeatLine,
  (text, random) => replaceOne(text, /-?\b\d+\b/g, random.pick(oddNumbers), random),
  (text, random) => replaceOne(text, /"[^"\n]*"/g, random.pick(oddTokens), random),
  (text, random) => replaceOne(text, /[,:[\]{}]/g, random.pick(['', ',', ',,', ':', ']', '}', '/* */', '//']), random),
  (_, random) => '['.repeat(10 ** (1 + random.below(5))),
  (_, random) => '{"a":'.repeat(10 ** (1 + random.below(4))),
  (text) => `[${text}]`,
  (text) => `${text}${text}`,
  (text) => text.trimEnd().slice(0, -1),
  (_, random) => `"${'y'.repeat(10 ** random.below(7))}"`,
  (_, random) => `{${Array.from({ length: 10 ** random.below(5) }, (__, index) => `"k${index}": 1`).join(',')}}`,
];

const oddNumbers: readonly [string, ...string[]] = [
  '1e999',
  '9007199254740993',
  '-0',
  '01',
  '0x1',
  '1.',
  'NaN',
  '1e-9',
];
const oddTokens: readonly [string, ...string[]] = [
  "'single'",
  'undefined',
  '"\\ud800"',
  '"\\x"',
  '"a\tb"',
  '""',
  'true',
];

/** A key twice, when the line holds one. */
function repeatLine(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  return lines.toSpliced(at, 0, line.endsWith(',') ? line : `${line},`).join('\n');
}

function replaceOne(text: string, pattern: RegExp, replacement: string, random: Random): string | undefined {
  const found = random.pickAny([...text.matchAll(pattern)]);
  if (found === undefined) return undefined;
  return text.slice(0, found.index) + replacement + text.slice(found.index + found[0].length);
}

function listPlaces(value: JsonValue): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.keys(value).map((key) => ({ holder: value, key }));
  return [...own, ...Object.values(value).flatMap(listPlaces)];
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // An earlier mutation broke it; then only texts are changed.
    return undefined;
  }
}
