/** Collations: read as the server reads them, and refused unless they compare by bytes, which is the only way that there is. */
import type { Document } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { badValue, EngineError } from '../engine-error.ts';
import {
  booleanNotNull,
  checkFields,
  choiceOption,
  documentOption,
  notSupportedOption,
  optionalString,
  strictBooleanOption,
  stringOption,
  wholeOption,
} from './options.ts';

/** For commands that read or write documents, in which an empty collation asks for nothing. */
export function checkCollation(command: string, body: Document): void {
  const collation = documentOption(command, body, 'collation');
  if (collation === undefined || fieldCount(collation) === 0) return;
  if (!isSimpleCollation(`${command}.collation`, collation)) throw notSupportedOption(command, 'collation');
}

const FIELDS = new Set([
  'locale',
  'caseLevel',
  'caseFirst',
  'strength',
  'numericOrdering',
  'alternate',
  'maxVariable',
  'normalization',
  'backwards',
  'version',
]);
const STRENGTHS = { least: 1, most: 5, tertiary: 3 };
/** The version of the collation tables of the server, which an index keeps. */
const VERSION = '57.1';

/** Whether it compares by bytes. Throws for what is no collation. */
export function isSimpleCollation(place: string, collation: Document): boolean {
  checkFields(place, collation, FIELDS);
  const locale = stringOption(place, collation, 'locale');
  const strength = wholeOption(place, collation, 'strength') ?? STRENGTHS.tertiary;
  const caseLevel = strictBooleanOption(place, collation, 'caseLevel') ?? false;
  const caseFirst = choiceOption(place, collation, 'caseFirst', ['upper', 'lower', 'off']) ?? 'off';
  strictBooleanOption(place, collation, 'numericOrdering');
  strictBooleanOption(place, collation, 'normalization');
  booleanNotNull(place, collation, 'backwards');
  choiceOption(place, collation, 'alternate', ['non-ignorable', 'shifted']);
  choiceOption(place, collation, 'maxVariable', ['punct', 'space']);
  const version = optionalString(place, collation, 'version');
  if (strength < STRENGTHS.least || strength > STRENGTHS.most) {
    throw badValue(`Field '${place}.strength' must be an integer 1 through 5. Got: ${strength}`);
  }
  if (locale === 'simple') return true;
  if (caseFirst !== 'off' && !caseLevel && strength < STRENGTHS.tertiary) {
    throw badValue(`'${place}.caseFirst' is invalid unless 'caseLevel' is on or 'strength' is greater than 2`);
  }
  if (version !== undefined && version !== VERSION) {
    throw new EngineError(161, 'IncompatibleCollationVersion', `The only collation version is ${VERSION}`);
  }
  if (!isLocale(locale)) throw badValue(`Field '${place}.locale' is not a locale: ${locale.slice(0, 100)}`);
  return false;
}

function isLocale(locale: string): boolean {
  const [tag = ''] = locale.split('@', 1);
  try {
    return Intl.Collator.supportedLocalesOf(tag.replaceAll('_', '-')).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
