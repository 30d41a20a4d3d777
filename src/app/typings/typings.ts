/** `webhook-cli.d.ts`: what an editor needs to know about an app's functions, made from the app's own names. */
import type { App } from '../app.ts';
import { BSON_TYPES } from './bson-types.ts';
import { CONTEXT_TYPES } from './context-types.ts';
import { MONGODB_TYPES } from './mongodb-types.ts';
import { printPropertyName } from './names.ts';
import { printValueType } from './value-type.ts';
import { WEBHOOK_TYPES } from './webhook-types.ts';

export const TYPINGS_FILE = 'webhook-cli.d.ts';

/** First line of the file: one that begins otherwise is somebody else's, and is never replaced. */
export const TYPINGS_TITLE =
  '// Made by `webhook-cli new --types` from the names of this app; run it again when they change.';

/** The same text for the same names, in whatever order the app has them. */
export function renderTypings(app: Pick<App, 'services' | 'functions' | 'values'>): string {
  const services = app.services.map(({ name, type }) => [name, printServiceType(type)] as const);
  const functions = app.functions.map(({ name }) => [name, 'AppFunction'] as const);
  const values = app.values.map(({ name, value, fromSecret }) => {
    return [name, fromSecret ? 'string' : printValueType(value)] as const;
  });
  return [
    TYPINGS_TITLE,
    printInterface('AppServices', 'Services of the app, by name.', services),
    printInterface('AppFunctions', 'Functions of the app, by name.', functions),
    printInterface('AppValues', 'Values of the app, by name.', values),
    CONTEXT_TYPES,
    WEBHOOK_TYPES,
    MONGODB_TYPES,
    BSON_TYPES,
  ].join('\n');
}

/** Actions of the other types of services cannot be called yet. */
function printServiceType(type: string): string {
  return type === 'mongodb-atlas' || type === 'mongodb' ? 'MongodbService' : 'UnsupportedService';
}

function printInterface(name: string, meaning: string, members: ReadonlyArray<readonly [string, string]>): string {
  // Two resources of one name are an error of the app; its typings must not have another one.
  const unique = [...new Map(members)].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = unique.map(([member, type]) => `  readonly ${printPropertyName(member)}: ${type};\n`);
  return `/** ${meaning} */\ninterface ${name} {\n${lines.join('')}}\n`;
}
