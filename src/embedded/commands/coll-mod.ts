import type { Document } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { getField, hasField } from '../../bson/fields.ts';
import { notImplemented } from '../engine-error.ts';
import type { Collection, View } from '../storage/collection.ts';
import { namespaceNotFound } from '../storage/namespace.ts';
import type { Store } from '../storage/store.ts';
import { cappedMaxOption, cappedSizeOption } from './capped-option.ts';
import { readImages } from './change-stream-images-option.ts';
import { changeIndex, planIndexChange, readIndexChange } from './coll-mod-index.ts';
import { printOptions } from './collection-options.ts';
import { askedName, type Command, type CommandContext } from './command.ts';
import { booleanOption, invalidOptions, optionalString, wrongType } from './options.ts';
import { keepsViews } from './resolve-view.ts';
import { readTimeseriesChange } from './timeseries-option.ts';
import { checkValidator, readValidation } from './validation-options.ts';
import { checkView, readViewPipeline, viewOptions } from './view-definition.ts';

export const collModCommand: Command = {
  name: 'collMod',
  writeConcern: true,
  options: [
    'index',
    'validator',
    'validationLevel',
    'validationAction',
    'viewOn',
    'pipeline',
    'changeStreamPreAndPostImages',
    'expireAfterSeconds',
    'timeseries',
    'cappedSize',
    'cappedMax',
    'dryRun',
  ],
  run: collMod,
};

const COMMAND = 'collMod';

async function collMod(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = askedName(context);
  const change = readChange(body);
  return store.write(() => {
    const view = store.catalog.findView(database, name);
    if (view !== undefined) return changeView(store, view, change);
    const collection = store.catalog.find(database, name) ?? missing(store, database, name, change);
    return changeCollection(store, collection, change);
  });
}

interface Change extends ReturnType<typeof readChange> {}

function readChange(body: Document) {
  const change = {
    index: readIndexChange(COMMAND, body),
    validation: readValidation(COMMAND, body),
    viewOn: optionalString(COMMAND, body, 'viewOn'),
    pipeline: readViewPipeline(COMMAND, body),
    images: readImages(COMMAND, body),
    expires: readExpiry(body),
    timeseries: readTimeseriesChange(COMMAND, body),
    cappedSize: cappedSizeOption(COMMAND, body, 'cappedSize'),
    cappedMax: cappedMaxOption(COMMAND, body, 'cappedMax'),
    isDryRun: booleanOption(COMMAND, body, 'dryRun') ?? false,
  };
  if (change.isDryRun && change.index?.unique === undefined)
    throw invalidOptions("'dryRun' is only for the conversion of an index to a unique one");
  return change;
}

/** Of the collection itself, which only those of time series and clustered ones have. */
function readExpiry(body: Document): boolean {
  if (!hasField(body, 'expireAfterSeconds')) return false;
  const value = getField(body, 'expireAfterSeconds');
  if (typeof value === 'string' || isNumeric(value)) return true;
  throw wrongType(COMMAND, 'expireAfterSeconds', value, 'number or string');
}

function missing({ catalog }: Store, database: string, name: string, { validation }: Change): never {
  const namespace = `${database}.${name}`;
  if (!keepsViews(catalog, database, name)) throw namespaceNotFound(namespace);
  if (validation.validator !== undefined) checkValidator(validation.validator, database, name);
  throw notImplemented(`${COMMAND} of ${namespace}`);
}

function changeView(store: Store, view: View, change: Change): Document {
  const { validation, index, images } = change;
  const others = { index, images, ...validation, ...neverThere(change) };
  for (const [option, value] of Object.entries(others)) {
    if (value !== undefined) throw invalidOptions(`option '${option}' is not supported on a view`);
  }
  const { viewOn = view.viewOn, pipeline = view.pipeline } = change;
  if (change.viewOn === undefined && change.pipeline === undefined) return {};
  checkView(store, view.database, view.name, { viewOn, pipeline });
  store.catalog.setViewOptions(view, viewOptions({ viewOn, pipeline }));
  return {};
}

/** What only collections have that this engine has none of. */
function neverThere({ cappedSize, cappedMax, timeseries, expires }: Change) {
  return {
    cappedSize,
    cappedMax,
    timeseries: timeseries || undefined,
    expireAfterSeconds: expires || undefined,
  };
}

function changeCollection(store: Store, collection: Collection, change: Change): Document {
  const { index, viewOn, pipeline } = change;
  for (const [option, value] of Object.entries({ ...neverThere(change), viewOn, pipeline })) {
    if (value !== undefined) throw invalidOptions(`option '${option}' is not supported on ${collection.namespace}`);
  }
  const options = changedOptions(collection, change);
  const plan = index === undefined ? undefined : planIndexChange(store, collection, index);
  if (change.isDryRun) return {};
  const changed = options === undefined ? collection : store.catalog.setOptions(collection, options);
  return plan === undefined ? {} : changeIndex(store, changed, plan);
}

/** Undefined when they stay as they are. A change of one of the three for validation sets all of them, as on a server. */
function changedOptions(collection: Collection, { validation, images }: Change): Document | undefined {
  const { database, name, options } = collection;
  const { validator, level, action } = validation;
  if (validator !== undefined) checkValidator(validator, database, name);
  const isValidation = validator !== undefined || level !== undefined || action !== undefined;
  if (!isValidation && images === undefined) return undefined;
  const validated = {
    validator: validator ?? options.validator,
    validationLevel: level ?? options.validationLevel ?? 'strict',
    validationAction: action ?? options.validationAction ?? 'error',
  };
  return printOptions({
    ...options,
    ...(isValidation ? validated : {}),
    ...(images === undefined ? {} : { changeStreamPreAndPostImages: images ? { enabled: true } : undefined }),
  });
}
