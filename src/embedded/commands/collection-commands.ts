/** Commands that make, change and list collections and views. */
import { cappedCommands } from './capped-commands.ts';
import { collModCommand } from './coll-mod.ts';
import type { Command } from './command.ts';
import { compactCommand } from './compact.ts';
import { createCommand } from './create.ts';
import { dropCommands } from './drop.ts';
import { listCollectionsCommand } from './list-collections.ts';
import { renameCollectionCommand } from './rename-collection.ts';
import { validateDbMetadataCommand } from './validate-db-metadata.ts';

export const collectionCommands: readonly Command[] = [
  ...cappedCommands,
  collModCommand,
  compactCommand,
  createCommand,
  ...dropCommands,
  listCollectionsCommand,
  renameCollectionCommand,
  validateDbMetadataCommand,
];
