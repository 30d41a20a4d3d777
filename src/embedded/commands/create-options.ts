/** The options of `create`: each read as the server reads it, then those that exclude each other, then what is not supported. */
import type { Document } from '../../bson/bson.ts';
import { locationError, notImplemented } from '../engine-error.ts';
import { cappedMaxOption, cappedSizeOption } from './capped-option.ts';
import { readImages } from './change-stream-images-option.ts';
import { readClusteredIndex } from './clustered-index-option.ts';
import { isSimpleCollation } from './collation.ts';
import { printOptions } from './collection-options.ts';
import { readEncryptedFields } from './encrypted-fields-option.ts';
import { readIdIndex } from './id-index-option.ts';
import {
  booleanOption,
  documentOption,
  invalidOptions,
  notSupportedOption,
  optionalString,
  wholeOption,
} from './options.ts';
import { readIndexDefaults, readStorageEngine } from './storage-engine-option.ts';
import { readTimeseries } from './timeseries-option.ts';
import { readValidation } from './validation-options.ts';
import { readViewPipeline } from './view-definition.ts';
import type { ViewDefinition } from './view-graph.ts';

const COMMAND = 'create';

export const CREATE_OPTIONS = [
  'capped',
  'autoIndexId',
  'idIndex',
  'size',
  'max',
  'storageEngine',
  'validator',
  'validationLevel',
  'validationAction',
  'indexOptionDefaults',
  'viewOn',
  'pipeline',
  'collation',
  'timeseries',
  'expireAfterSeconds',
  'clusteredIndex',
  'changeStreamPreAndPostImages',
  'encryptedFields',
];

export type CreateRequest =
  | { readonly kind: 'view'; readonly view: ViewDefinition }
  | { readonly kind: 'collection'; readonly options: Document; readonly validator: Document | undefined };

export function readCreateOptions(body: Document): CreateRequest {
  const request = readRequest(body);
  checkTogether(request);
  checkSupported(request);
  const { viewOn, pipeline = [] } = request;
  if (viewOn !== undefined) return { kind: 'view', view: { viewOn, pipeline } };
  return { kind: 'collection', options: collectionOptions(request), validator: request.validation.validator };
}

interface RawRequest extends ReturnType<typeof readRequest> {}

function readRequest(body: Document) {
  return {
    capped: booleanOption(COMMAND, body, 'capped') ?? false,
    size: cappedSizeOption(COMMAND, body, 'size'),
    max: cappedMaxOption(COMMAND, body, 'max'),
    autoIndexId: booleanOption(COMMAND, body, 'autoIndexId') ?? true,
    idIndex: readIdIndex(COMMAND, body),
    storageEngine: readStorageEngine(COMMAND, body),
    indexOptionDefaults: readIndexDefaults(COMMAND, body),
    validation: readValidation(COMMAND, body),
    viewOn: optionalString(COMMAND, body, 'viewOn'),
    pipeline: readViewPipeline(COMMAND, body),
    hasCollation: readCollation(body),
    timeseries: readTimeseries(COMMAND, body),
    expireAfterSeconds: wholeOption(COMMAND, body, 'expireAfterSeconds'),
    clusteredIndex: readClusteredIndex(COMMAND, body),
    images: readImages(COMMAND, body),
    encryptedFields: readEncryptedFields(COMMAND, body),
  };
}

function readCollation(body: Document): boolean {
  const collation = documentOption(COMMAND, body, 'collation');
  return collation !== undefined && !isSimpleCollation(`${COMMAND}.collation`, collation);
}

function checkTogether(request: RawRequest): void {
  const { viewOn, timeseries, encryptedFields, capped } = request;
  if (encryptedFields && (viewOn !== undefined || timeseries))
    throw locationError(6_346_401, "'encryptedFields' cannot be used with a view or a time-series collection");
  if (encryptedFields && capped) throw locationError(6_367_301, "'encryptedFields' cannot be used with 'capped'");
  checkClustered(request);
  checkBounds(request);
  if (timeseries) checkTimeseries(request);
  if (viewOn === undefined && request.pipeline !== undefined) throw invalidOptions("'pipeline' requires 'viewOn'");
  if (viewOn === undefined) return;
  for (const option of ['idIndex', 'images', 'timeseries'] as const) {
    if (request[option] === true) throw invalidOptions(`Cannot create a view with the option '${option}'`);
  }
}

function checkClustered({ clusteredIndex, capped, max, viewOn, timeseries, idIndex }: RawRequest): void {
  if (clusteredIndex === 'absent') return;
  if (capped) throw locationError(6_049_200, "'clusteredIndex' and 'capped' exclude each other");
  if (clusteredIndex === 'off') return;
  if (max !== undefined) throw locationError(6_049_204, "'max' is not a valid option with 'clusteredIndex'");
  if (viewOn !== undefined) throw locationError(6_026_500, "'clusteredIndex' cannot be used with 'viewOn'");
  if (timeseries) throw invalidOptions("'clusteredIndex' is not supported with 'timeseries'");
  if (idIndex) throw invalidOptions("'clusteredIndex' is not supported with 'idIndex'");
}

function checkBounds({ capped, size, max, expireAfterSeconds, timeseries, clusteredIndex }: RawRequest): void {
  if (capped && size === undefined) throw invalidOptions("the 'size' field is required when 'capped' is true");
  if (!capped && size !== undefined) throw invalidOptions("the 'capped' field needs to be true when 'size' is given");
  if (!capped && max !== undefined) throw invalidOptions("the 'capped' field needs to be true when 'max' is given");
  if (expireAfterSeconds === undefined) return;
  if (!timeseries && clusteredIndex !== 'on')
    throw invalidOptions("'expireAfterSeconds' is only supported with 'timeseries' or 'clusteredIndex'");
  if (expireAfterSeconds < 0 || expireAfterSeconds > Date.now() / 1000)
    throw invalidOptions("'expireAfterSeconds' must be from 0 to the seconds since 1970");
}

function checkTimeseries(request: RawRequest): void {
  const { capped, idIndex, viewOn, images, validation } = request;
  const { validator, level, action } = validation;
  const others = { capped: capped || undefined, idIndex: idIndex || undefined, viewOn, validator, level, action };
  for (const [option, value] of Object.entries({ ...others, changeStreamPreAndPostImages: images })) {
    if (value !== undefined) throw invalidOptions(`'${option}' is not supported with 'timeseries'`);
  }
}

function checkSupported(request: RawRequest): void {
  const refused = {
    capped: request.capped && request.viewOn === undefined,
    collation: request.hasCollation,
    timeseries: request.timeseries,
    clusteredIndex: request.clusteredIndex === 'on',
    encryptedFields: request.encryptedFields,
  };
  for (const [option, isAsked] of Object.entries(refused)) {
    if (isAsked) throw notSupportedOption(COMMAND, option);
  }
  if (!request.autoIndexId) throw notImplemented('a collection without an index on _id');
}

function collectionOptions({ images, storageEngine, indexOptionDefaults, validation }: RawRequest): Document {
  const { validator, level, action } = validation;
  return printOptions({
    changeStreamPreAndPostImages: images === true ? { enabled: true } : undefined,
    storageEngine,
    indexOptionDefaults,
    validator,
    validationLevel: level,
    validationAction: action,
  });
}
