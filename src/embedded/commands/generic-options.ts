/** What every command takes beside its own options, and the check that it is given nothing else. */
import type { Document } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries } from '../../bson/fields.ts';
import { badValue, failedToParse } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { checkApiVersion } from './api-version.ts';
import { checkCollation } from './collation.ts';
import type { Command } from './command.ts';
import { exactWhole } from './option-numbers.ts';
import { documentOption, notSupportedOption, unknownField, wrongType } from './options.ts';
import { checkReadConcern } from './read-concern.ts';
import { sessionOf } from './session-id.ts';
import { checkWriteConcern } from './write-concern.ts';

const GENERIC = new Set([
  '$db',
  '$clusterTime',
  '$readPreference',
  'readPreference',
  'lsid',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
]);

const MAX_TIME_MS_MAX = 0x7fff_ffff;
const READ_PREFERENCES = new Set(['primary', 'primaryPreferred', 'secondary', 'secondaryPreferred', 'nearest']);

/** Whether every command has it. */
export function isGenericOption(name: string): boolean {
  return GENERIC.has(name);
}

/** What a command takes. */
export interface OptionRules {
  readonly options: ReadonlySet<string>;
  readonly unsupported: ReadonlySet<string>;
  readonly readConcern: boolean | ((body: Document, level: string) => boolean);
  readonly writeConcern: boolean;
  /** Whether options that it does not know are passed over. */
  readonly lenient: boolean;
}

export function optionRules(command: Command): OptionRules {
  return {
    options: new Set(command.options),
    unsupported: new Set(command.unsupported),
    readConcern: command.readConcern ?? false,
    writeConcern: command.writeConcern ?? false,
    lenient: command.lenient ?? false,
  };
}

export function checkGenericOptions(command: string, body: Document, rules: OptionRules): void {
  for (const [option, value] of fieldEntries(body)) {
    if (!rules.lenient && !GENERIC.has(option) && option !== command) checkOption(command, body, option, value, rules);
  }
  checkApiVersion(command, body);
  sessionOf(body);
  checkReadPreference(body);
  const { readConcern } = rules;
  checkReadConcern(command, body, (level) =>
    typeof readConcern === 'function' ? readConcern(body, level) : readConcern,
  );
  checkWriteConcern(command, body, rules.writeConcern);
}

/** How long the command may take; undefined without a limit. */
export function maxTimeMs(command: string, body: Document): number | undefined {
  const value: unknown = body.maxTimeMS;
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) throw wrongType(command, 'maxTimeMS', value, 'number');
  const limit = exactWhole(value);
  if (limit === undefined) throw failedToParse('maxTimeMS has to be a whole number within the range of a long');
  if (limit < 0 || limit > MAX_TIME_MS_MAX)
    throw badValue(`maxTimeMS is out of range [0,${MAX_TIME_MS_MAX}]: ${limit}`);
  return limit;
}

/** The options of one statement of a command. Throws for those that it does not have, and for those that only MongoDB has. */
export function checkStatement(
  statement: string,
  sent: Document,
  { options, unsupported }: Pick<OptionRules, 'options' | 'unsupported'>,
): void {
  for (const [option, value] of fieldEntries(sent)) {
    checkOption(statement, sent, option, value, { options, unsupported });
  }
}

function checkOption(
  command: string,
  body: Document,
  option: string,
  value: unknown,
  { options, unsupported }: Pick<OptionRules, 'options' | 'unsupported'>,
): void {
  if (options.has(option)) return;
  if (!unsupported.has(option)) throw unknownField(command, option);
  if (option === 'collation') checkCollation(command, body);
  else if (!asksForNothing(value)) throw notSupportedOption(command, option);
}

function asksForNothing(value: unknown): boolean {
  return value === false || value === null || (isPlainDocument(value) && fieldCount(value) === 0);
}

/** There is one member, which every preference leads to. */
function checkReadPreference(body: Document): void {
  const preference = documentOption('command', body, '$readPreference');
  if (preference === undefined || preference.mode === undefined) return;
  if (typeof preference.mode !== 'string') throw wrongType('$readPreference', 'mode', preference.mode, 'string');
  if (!READ_PREFERENCES.has(preference.mode))
    throw failedToParse(`Could not parse $readPreference mode '${preference.mode}'`);
}
