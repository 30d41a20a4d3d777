/** Typings of `BSON` and `EJSON`. The classes are called with and without `new`. */
interface BsonClass {
  readonly name: string;
  readonly takes: string;
  readonly statics?: readonly string[];
  readonly members?: readonly string[];
}

const CLASSES: readonly BsonClass[] = [
  {
    name: 'Binary',
    takes: 'buffer?: any, subType?: number',
    statics: [
      'fromText(text: string, subType?: number): Binary;',
      'fromHex(hex: string, subType?: number): Binary;',
      'fromBase64(base64: string, subType?: number): Binary;',
    ],
    members: ['text(): string;', 'toHex(): string;', 'toBase64(): string;', 'length(): number;'],
  },
  {
    name: 'BSONRegExp',
    takes: 'pattern: string, options?: string',
    members: ['pattern: string;', 'options: string;'],
  },
  { name: 'Code', takes: 'code: string | Function, scope?: object | null', members: ['code: string;'] },
  {
    name: 'Decimal128',
    takes: 'text: string',
    statics: ['fromString(text: string): Decimal128;'],
    members: ['toString(): string;'],
  },
  { name: 'Double', takes: 'value: number', members: ['value: number;', 'valueOf(): number;'] },
  { name: 'Int32', takes: 'value: number | string', members: ['value: number;', 'valueOf(): number;'] },
  {
    name: 'Long',
    takes: 'low: number | string | bigint, high?: number, unsigned?: boolean',
    statics: ['fromNumber(value: number): Long;', 'fromString(text: string): Long;'],
    // With a number's methods too: 64-bit values take part in arithmetic.
    members: ['toNumber(): number;', 'toString(): string;', 'equals(other: Long | number | string): boolean;'],
  },
  { name: 'MaxKey', takes: '' },
  { name: 'MinKey', takes: '' },
  {
    name: 'ObjectId',
    takes: 'id?: string | ObjectId | number',
    members: [
      'toHexString(): string;',
      'toString(): string;',
      'equals(other: ObjectId | string): boolean;',
      'getTimestamp(): Date;',
    ],
  },
  {
    name: 'Timestamp',
    takes: 'value: Long | bigint | { t: number; i: number }',
    members: ['toString(): string;'],
  },
  { name: 'UUID', takes: 'id?: string', members: ['toString(): string;'] },
];

export const BSON_TYPES = `declare namespace BSON {
${CLASSES.map(printClass).join('\n')}}

interface ExtendedJson {
  /** Extended JSON to values: \`{"$oid": "…"}\` becomes an ObjectId. */
  parse(text: string): any;
  /** Canonical: the integer 1 is written as \`{"$numberInt":"1"}\`. */
  stringify(value: any): string;
  stringify(value: any, options: { relaxed?: boolean }): string;
}

declare const EJSON: ExtendedJson;
`;

function printClass({ name, takes, statics = [], members = [] }: BsonClass): string {
  const own = members.map((member) => `    ${member}\n`).join('');
  const shared = [`new (${takes}): ${name};`, `(${takes}): ${name};`, ...statics];
  const all = shared.map((member) => `    ${member}\n`).join('');
  return `  interface ${name} {\n${own}  }\n  const ${name}: {\n${all}  };\n`;
}
