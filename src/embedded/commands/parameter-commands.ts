/** `getParameter` and `setParameter`. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNumeric } from '../../bson/bson-type.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { fieldEntries, fieldNames, setField } from '../../bson/fields.ts';
import { INT_MAX } from '../../bson/number-ranges.ts';
import type { Limits } from '../../limits.ts';
import { isTruthy } from '../aggregation/scope.ts';
import { badValue, EngineError, notImplemented } from '../engine-error.ts';
import type { Command, CommandContext } from './command.ts';
import { isGenericOption } from './generic-options.ts';
import { clampedWhole } from './option-numbers.ts';
import { booleanOption, optionalString, unknownField } from './options.ts';
import { findParameter, PARAMETERS, type Parameter } from './parameters.ts';

export const parameterCommands: readonly Command[] = [
  { name: 'getParameter', lenient: true, adminOnly: true, run: getParameter },
  { name: 'setParameter', lenient: true, adminOnly: true, run: setParameter },
];

interface Wanted {
  all: boolean;
  showDetails: boolean;
  setAt: 'startup' | 'runtime' | undefined;
}

function getParameter({ body, store }: CommandContext): Document {
  const { all, showDetails, setAt } = readWanted(body.getParameter);
  const wanted = all ? PARAMETERS : namedParameters(body);
  const found: Document = {};
  for (const parameter of wanted) {
    if (all && setAt !== undefined && !parameter[setAt]) continue;
    const value = parameter.value(store.limits);
    const { runtime: settableAtRuntime, startup: settableAtStartup } = parameter;
    setField(found, parameter.name, showDetails ? { value, settableAtRuntime, settableAtStartup } : value);
  }
  if (!all && wanted.length === 0) throw noOption('no option found to get');
  return found;
}

/** In the order of the fields, so that the first mistake is the one that is told. */
function readWanted(sent: unknown): Wanted {
  const wanted: Wanted = { all: sent === '*', showDetails: false, setAt: undefined };
  const document = asDocument(sent);
  if (document === undefined) return wanted;
  const place = 'getParameter.getParameter';
  for (const name of fieldNames(document)) {
    if (name === 'allParameters') wanted.all = booleanOption(place, document, name) ?? false;
    else if (name === 'showDetails') wanted.showDetails = booleanOption(place, document, name) ?? false;
    else if (name === 'setAt') wanted.setAt = readSetAt(optionalString(place, document, name));
    else throw unknownField(place, name);
  }
  return wanted;
}

function readSetAt(setAt: string | undefined): Wanted['setAt'] {
  if (setAt === undefined || setAt === 'startup' || setAt === 'runtime') return setAt;
  throw badValue(`'setAt' of getParameter is either 'startup' or 'runtime'; found: '${setAt}'`);
}

/** A server passes over a name that it does not have beside one that it has; here it may be one that only a server has. */
function namedParameters(body: Document): readonly Parameter[] {
  const names = parameterEntries('getParameter', body).map(([name]) => name);
  const found = names.map(findParameter).filter((parameter) => parameter !== undefined);
  const unknown = names.find((name) => findParameter(name) === undefined);
  if (found.length > 0 && unknown !== undefined) throw notImplemented(`parameter '${unknown.slice(0, 100)}'`);
  return found;
}

function parameterEntries(command: string, body: Document): readonly (readonly [string, unknown])[] {
  return fieldEntries(body).filter(([name]) => name !== command && !isGenericOption(name));
}

/** Takes the value that a parameter has; any other is refused by the parameter's name. All or nothing. */
function setParameter({ body, store }: CommandContext): Document {
  const entries = parameterEntries('setParameter', body);
  const known = entries.map(([name, value]) => [checkSettable(name), value] as const);
  const [first] = known;
  if (first === undefined) throw noOption('no option found to set, use help:true to see options');
  for (const [parameter, value] of known) checkSame(parameter, value, store.limits);
  return { was: first[0].value(store.limits) };
}

function checkSettable(name: string): Parameter {
  const parameter = findParameter(name);
  if (parameter === undefined) throw noOption(`attempted to set unrecognized parameter [${name.slice(0, 100)}]`);
  if (!parameter.runtime) throw noOption(`not allowed to change [${name}] at runtime`);
  return parameter;
}

function checkSame({ name, value }: Parameter, sent: unknown, limits: Limits): void {
  const own = value(limits);
  const wanted = typeof own === 'boolean' ? isTruthy(sent) : wholeParameter(name, sent);
  if (!valuesEqual(own, wanted)) throw notImplemented(`another value of the parameter '${name}'`);
}

function wholeParameter(name: string, sent: unknown): number {
  const value = isNumeric(sent) ? clampedWhole(sent) : undefined;
  if (value === undefined) throw badValue(`the parameter '${name}' takes a number`);
  if (value < 0 || value > INT_MAX) throw badValue(`the parameter '${name}' is out of range: ${value}`);
  return value;
}

function noOption(message: string): EngineError {
  return new EngineError(72, 'InvalidOptions', message);
}
