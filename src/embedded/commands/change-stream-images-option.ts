/** The option `changeStreamPreAndPostImages` of `create` and `collMod`. */
import type { Document } from '../../bson/bson.ts';
import { checkFields, documentOption, missingField, strictBooleanOption } from './options.ts';

/** Whether a change stream could give documents as they were before and after a change. */
export function readImages(command: string, body: Document): boolean | undefined {
  const images = documentOption(command, body, 'changeStreamPreAndPostImages');
  if (images === undefined) return undefined;
  const place = `${command}.changeStreamPreAndPostImages`;
  checkFields(place, images, new Set(['enabled']));
  const enabled = strictBooleanOption(place, images, 'enabled');
  if (enabled === undefined) throw missingField(place, 'enabled');
  return enabled;
}
