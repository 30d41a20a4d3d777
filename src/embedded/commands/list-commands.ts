/** `listCommands`: the commands that there are. */
import type { Document } from '../../bson/bson.ts';
import { setField } from '../../bson/fields.ts';
import { API_VERSION, isInStableApi } from './api-version.ts';
import type { Command } from './command.ts';

/** `commands` are those of the table that it is part of itself. */
export function listCommandsCommand(commands: () => Iterable<Command>): Command {
  return { name: 'listCommands', lenient: true, run: () => ({ commands: describeAll(commands()) }) };
}

function describeAll(commands: Iterable<Command>): Document {
  const described: Document = {};
  const byName = [...commands].sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const command of byName) setField(described, command.name, describe(command));
  return described;
}

function describe({ name, adminOnly, beforeAuthentication, writeConcern }: Command): Document {
  return {
    help: `https://www.mongodb.com/docs/manual/reference/command/${name}/`,
    requiresAuth: beforeAuthentication !== true,
    secondaryOk: writeConcern !== true,
    adminOnly: adminOnly === true,
    apiVersions: isInStableApi(name) ? [API_VERSION] : [],
    deprecatedApiVersions: [],
  };
}
