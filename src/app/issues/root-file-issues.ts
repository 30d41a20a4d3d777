/** Issues of the root file: which layout the app has, and how it is named. */
import { defineError, defineWarning } from './define-issue.ts';

export const ROOT_FILE_ISSUES = {
  NoRootFile: defineError(
    'no root file was found: an app has stitch.json, config.json, realm_config.json or root_config.json in its top directory',
    'run the command in an app directory, or make one with: webhook-cli new app',
    {
      cause:
        'The directory has no root file. It says which layout the directory has and how the app is named, and without it nothing else can be read.',
      example: 'values/limit.json   (alone)',
      cure: 'stitch.json, values/limit.json',
    },
  ),
  AmbiguousRootFile: defineError(
    'is one of several root files: {names}',
    'keep the one that belongs to this layout, or name it with --manifest FILE',
    {
      cause:
        'Two root files lie side by side, often after an app was converted and the old file was kept. They may name different apps and layouts, and neither is better than the other.',
      example: 'stitch.json and config.json in the top directory',
      cure: 'stitch.json   (for "config_version" 20180301)',
    },
  ),
  MissingConfigVersion: defineError('the key "config_version" is missing', 'the allowed versions are: {allowed}', {
    cause:
      'The root file does not say how the directory is laid out: which folders it has and what their files hold. It cannot be told from the name of the root file, because apps were renamed.',
    example: '{ "app_id": "orders-abcde", "name": "orders" }',
    cure: '{ "app_id": "orders-abcde", "config_version": 20180301, "name": "orders" }',
  }),
  UnknownConfigVersion: defineError('"config_version" {found} is unknown', 'the allowed versions are: {allowed}', {
    cause: 'No export ever had this version, so nobody can say how the directory is to be read.',
    example: '{ "config_version": 20190101, "name": "orders" }',
    cure: '{ "config_version": 20180301, "name": "orders" }',
  }),
  NewerConfigVersion: defineError(
    '"config_version" {found} is newer than every version that this program knows',
    'upgrade webhook-cli; this one knows: {allowed}',
    {
      cause:
        'The directory was written for a later layout. Read by the rules of an older one, parts of it would be lost or misunderstood.',
      example: '{ "config_version": 20990101, "name": "orders" }',
      cure: 'install the newest webhook-cli, then run the command again',
    },
  ),
  RootFileName: defineWarning(
    'is named for another layout than its "config_version" {found}, which is followed',
    'rename the file to {expected}',
    {
      cause:
        'The name of the root file and its version say different layouts. The version counts; the old tools may look at the name and read the app differently.',
      example: 'config.json with { "config_version": 20180301 }',
      cure: 'stitch.json with { "config_version": 20180301 }',
    },
  ),
  InvalidAppId: defineError(
    '"app_id" is "{found}", which cannot be part of a URL',
    'use ASCII letters, digits, "-" and "_", as in "orders-abcde"',
    {
      cause:
        'The app id has a character that cannot stand in a URL, and it is a part of the URL of every webhook. No caller could reach the app, or would reach another one.',
      example: '"app_id": "orders/abcde"',
      cure: '"app_id": "orders-abcde"',
    },
  ),
  MissingAppName: defineError(
    'has neither "app_id" nor "name"',
    'add "name", or give --app-id or --app-name to import: exports made as a template or for source control have neither',
    {
      cause:
        'The root file gives neither an id nor a name. An app is deployed under its id, or a new id is made from its name; with neither it cannot be named at all.',
      example: '{ "config_version": 20180301 }',
      cure: '{ "config_version": 20180301, "name": "orders" }',
    },
  ),
  UnknownLocation: defineWarning(
    '"location" is "{found}", which is not a known place',
    'the known ones are: {allowed}',
    {
      cause: 'The old platform ran apps in a few places, and this is none of them. It has no effect here and is kept.',
      example: '"location": "US"',
      cure: '"location": "US-VA"',
    },
  ),
  UnknownDeploymentModel: defineWarning('"deployment_model" is "{found}"', 'the known ones are: {allowed}', {
    cause: 'The old platform knew two deployment models, and this is neither. It has no effect here and is kept.',
    example: '"deployment_model": "EVERYWHERE"',
    cure: '"deployment_model": "GLOBAL"',
  }),
} as const;
