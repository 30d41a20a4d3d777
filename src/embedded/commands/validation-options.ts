/** The options that `create` and `collMod` have for the validation of documents. */
import type { Document } from '../../bson/bson.ts';
import { compileFilter } from '../query/filter.ts';
import { checkRestrictedFilter } from '../query/restricted-filter.ts';
import { choiceOption, documentOption, invalidOptions } from './options.ts';

export interface ValidationOptions {
  readonly validator: Document | undefined;
  readonly level: string | undefined;
  readonly action: string | undefined;
}

const LEVELS = ['off', 'strict', 'moderate'];
const ACTIONS = ['error', 'warn', 'errorAndLog'];

export function readValidation(command: string, body: Document): ValidationOptions {
  const level = choiceOption(command, body, 'validationLevel', LEVELS);
  const action = choiceOption(command, body, 'validationAction', ACTIONS);
  return { validator: documentOption(command, body, 'validator'), level, action };
}

const OWN_DATABASES = new Set(['admin', 'config', 'local']);

/** Throws for a validator that the collection may not have, and for a filter that no validator may be. */
export function checkValidator(validator: Document, database: string, name: string): void {
  if (OWN_DATABASES.has(database))
    throw invalidOptions(`Document validators are not allowed on collections in the ${database} database`);
  if (name.startsWith('system.'))
    throw invalidOptions(`Document validators are not allowed on system collection ${database}.${name}`);
  checkRestrictedFilter(validator, 'a validator');
  compileFilter(validator, { now: new Date() });
}
