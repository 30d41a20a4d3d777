/** Issues of JSON files: their text, and their shape against the schema of their kind. */
import { defineError, defineWarning } from './define-issue.ts';

export const JSON_ISSUES = {
  TrailingComma: defineError(
    'has a comma before the closing "{bracket}"',
    'remove the comma: the files are plain JSON',
  ),
  JsonComment: defineError('has a comment', 'remove the comment: the files are plain JSON'),
  SingleQuotes: defineError('has a text in single quotes', 'use double quotes: the files are plain JSON'),
  UnfinishedJson: defineError('ends before the JSON is complete', 'close every brace, bracket and quote'),
  InvalidJson: defineError('is not valid JSON: {reason}', 'correct the JSON at this place'),
  DuplicateKey: defineError(
    'has the key "{key}" twice in one object, first in line {firstLine}, column {firstColumn}',
    'keep one of them: only one value can count',
  ),
  TooDeep: defineError('is nested more than {max} levels deep', 'flatten the document'),
  NumberOutOfRange: defineError(
    'has the number {number}, which cannot be represented exactly',
    'use a smaller number, or extended JSON with "$numberLong" and the digits as text',
  ),
  IllFormedText: defineError(
    'has the text {found}, where one half of a surrogate pair stands alone',
    'correct the \\u escape: it stands for no character',
  ),
  MoreIssues: defineWarning('has {count} more issues like the ones before', 'correct those that are listed first'),
  NotAnObject: defineError('must be a JSON object, got {found}', 'put the keys between braces'),
  WrongType: defineError('"{key}" must be {expected}, got {found}', 'correct the value{advice}'),
  MissingKey: defineError('the key "{key}" is missing', 'add "{key}"'),
  UnknownKey: defineWarning(
    'does not know the key "{key}", which is kept{suggestion}',
    'check the spelling of the key',
  ),
  UnknownValue: defineError(
    '"{key}" is {found}, which is not one of its values{suggestion}',
    'the allowed values are: {allowed}',
  ),
  InvalidExtendedJson: defineError('"{key}" is not valid extended JSON: {reason}', 'correct the value'),
  SecretNameExpected: defineError(
    '"value" must be the name of a secret because "from_secret" is true, got {found}',
    'give the name of the secret as text, or remove "from_secret"',
  ),

  // The root file
  NoRootFile: defineError(
    'no root file was found: an app has stitch.json in its top directory',
    'run the command in an app directory, or make one with: webhook-cli new app',
  ),
  AmbiguousRootFile: defineError('is one of several root files: {names}', 'keep the one that belongs to this layout'),
  MissingConfigVersion: defineError('the key "config_version" is missing', 'the allowed versions are: {allowed}'),
  UnknownConfigVersion: defineError('"config_version" {found} is unknown', 'the allowed versions are: {allowed}'),
  NewerConfigVersion: defineError(
    '"config_version" {found} is newer than every version that this program knows',
    'upgrade webhook-cli; this one knows: {allowed}',
  ),
  LayoutNotSupported: defineError(
    'has layout {layout} ("config_version" {found}), which is not supported yet',
    'this version reads layout A: stitch.json with "config_version" {allowed}',
  ),
  RootFileName: defineWarning(
    'is named for another layout than its "config_version" {found}, which is followed',
    'rename the file to {expected}',
  ),
  InvalidAppId: defineError(
    '"app_id" is "{found}", which cannot be part of a URL',
    'use ASCII letters, digits, "-" and "_", as in "orders-abcde"',
  ),
  MissingAppName: defineError(
    'has neither "app_id" nor "name"',
    'add "name"; exports made as a template leave the app id out',
  ),
  UnknownLocation: defineWarning(
    '"location" is "{found}", which is not a known place',
    'the known ones are: {allowed}',
  ),
  UnknownDeploymentModel: defineWarning('"deployment_model" is "{found}"', 'the known ones are: {allowed}'),
} as const;
