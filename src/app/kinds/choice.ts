/** Texts that take one of a few values. */
import { z } from 'zod';

/** `%(%%environment.values.x)` in a text stands for a value of the environment that the app is deployed in. */
export const ENVIRONMENT_EXPANSION = /^%\(%%environment\.[^()]+\)$/;

/** The values of a key whose set is closed; an environment value may stand in their place. */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  // Aborting tells zod that no form fits, so that its issue lists the values.
  return z.union([z.enum(values), z.string().regex(ENVIRONMENT_EXPANSION, { abort: true })]);
}
