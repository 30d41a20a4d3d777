/** The commands that look at the engine and what it holds, and change nothing in it. */
import { clusterCommands } from './cluster-commands.ts';
import { collectionStatisticsCommands } from './collection-statistics-commands.ts';
import type { Command } from './command.ts';
import { currentOperationCommands } from './current-operation-commands.ts';
import { databaseStatisticsCommands } from './database-statistics-commands.ts';
import { diagnosticCommands } from './diagnostic-commands.ts';
import { fsyncCommands } from './fsync-commands.ts';
import { parameterCommands } from './parameter-commands.ts';
import { planCacheCommands } from './plan-cache-commands.ts';
import { profileCommand } from './profile.ts';
import { serverStatusCommand } from './server-status.ts';
import { validateCommand } from './validate.ts';

export const administrationCommands: readonly Command[] = [
  profileCommand,
  serverStatusCommand,
  validateCommand,
  ...clusterCommands,
  ...collectionStatisticsCommands,
  ...currentOperationCommands,
  ...databaseStatisticsCommands,
  ...diagnosticCommands,
  ...fsyncCommands,
  ...parameterCommands,
  ...planCacheCommands,
];
