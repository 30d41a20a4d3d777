import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileAccumulatedField } from '../../src/embedded/aggregation/accumulators/field.ts';
import { KNOWN_ACCUMULATORS, KNOWN_EXPRESSIONS, KNOWN_STAGES } from '../../src/embedded/aggregation/known-names.ts';
import { OPERATORS } from '../../src/embedded/aggregation/operators.ts';
import { STAGES } from '../../src/embedded/aggregation/stages.ts';
import { compileWindowFunction } from '../../src/embedded/aggregation/windows/table.ts';
import { compileFilter } from '../../src/embedded/query/filter.ts';
import { compileUpdate } from '../../src/embedded/update/update.ts';

/** The README's section of what is supported, which is made from the code that runs. */
const readme = readFileSync(resolve(import.meta.dirname, '../../src/embedded/README.md'), 'utf8');

const TOP_LEVEL_QUERY = words(
  '$alwaysFalse $alwaysTrue $and $comment $expr $jsonSchema $nor $or $sampleRate $text $where',
);
const FIELD_QUERY = words(
  `$all $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet $elemMatch $eq $exists $geoIntersects $geoWithin $gt $gte
  $in $lt $lte $mod $ne $near $nearSphere $nin $not $options $regex $size $type`,
);
const UPDATE = words(
  `$addToSet $bit $currentDate $inc $max $min $mul $pop $pull $pullAll $push $rename $set $setOnInsert $unset`,
);
const WINDOW_ALONE = words(
  `$covariancePop $covarianceSamp $denseRank $derivative $documentNumber $expMovingAvg $integral $linearFill $locf
  $minMaxScaler $rank $shift`,
);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Whether what is refused is refused as unsupported, whatever else is wrong with an empty operand. */
function isRefused(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 238;
  }
}

function row(kind: string, names: Iterable<string>, isSupported: (name: string) => boolean): string {
  const sorted = [...names].toSorted();
  const list = (wanted: boolean) => sorted.filter((name) => isSupported(name) === wanted).map((name) => `\`${name}\``);
  const refused = list(false).join(' ');
  return `- ${kind}: ${list(true).join(' ')}${refused === '' ? '' : `. **Refused:** ${refused}`}`;
}

const stage = { order: undefined, options: {}, sortKey: undefined };
const table = [
  row('query, top level', TOP_LEVEL_QUERY, (name) => !isRefused(() => compileFilter({ [name]: {} }))),
  row('query, of a field', FIELD_QUERY, (name) => !isRefused(() => compileFilter({ a: { [name]: {} } }))),
  row('update', UPDATE, (name) => !isRefused(() => compileUpdate({ [name]: {} }, { filter: {}, now: new Date(0) }))),
  row('stages', KNOWN_STAGES, (name) => STAGES.has(name)),
  row('expressions', KNOWN_EXPRESSIONS, (name) => Object.hasOwn(OPERATORS, name) && !isRefusedExpression(name)),
  row('accumulators', KNOWN_ACCUMULATORS, (name) => !isRefused(() => compileAccumulatedField('a', { [name]: {} }, {}))),
  row(
    'window functions alone',
    WINDOW_ALONE,
    (name) => !isRefused(() => compileWindowFunction({ [name]: {} }, stage as never)),
  ),
].join('\n');

function isRefusedExpression(name: string): boolean {
  return isRefused(() => OPERATORS[name]?.({}, { name, compile: () => (() => null) as never } as never));
}

describe('the table of operators', () => {
  /** When it fails, the table that is expected belongs into the README. */
  it('says in the README what the engine does', () => {
    expect(readme.split('\n## ').find((part) => part.startsWith('Operators\n'))).toContain(table);
  });

  it('names no expression as supported that MongoDB does not know', () => {
    expect(Object.keys(OPERATORS).filter((name) => !KNOWN_EXPRESSIONS.has(name))).toEqual([]);
    expect([...STAGES.keys()].filter((name) => !KNOWN_STAGES.has(name))).toEqual([]);
  });
});
