/** A data directory with an embedded database in it, and the commands of `db` run on it. */
import type { MongoClient } from 'mongodb';
import type { CommandContext, RunCommand } from '../../../src/cli/command.ts';
import { dataFilePath } from '../../../src/database/database.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/limits.ts';
import { openEngine, type TestEngine } from '../../embedded/engine.ts';
import { createWorkplace, type Finished, withJson } from '../command-line.ts';

export interface DataDirectory {
  readonly directory: string;
  readonly dataFile: string;
  /** An engine on the data file, as another program would have it open. */
  open(): Promise<TestEngine>;
  /** Puts documents into the file and closes it. */
  fill(work: (client: MongoClient) => Promise<unknown>): Promise<void>;
  /** With `--json`. */
  run<Options>(command: RunCommand<Options>, options: Options, changes?: Changes): Promise<Finished>;
  /** What a person reads on stdout. */
  show<Options>(command: RunCommand<Options>, options: Options): Promise<string>;
  remove(): Promise<void>;
}

export interface Changes extends Partial<Omit<CommandContext, 'settings' | 'output'>> {
  readonly limits?: Partial<Limits>;
  readonly registryUri?: string;
  readonly dataDirectory?: string;
}

export async function createDataDirectory(): Promise<DataDirectory> {
  const workplace = await createWorkplace();
  const { directory } = workplace;
  const dataFile = dataFilePath(directory);
  const open = () => openEngine({ dataFile });
  const prepare = ({ limits, registryUri, dataDirectory = directory, ...changes }: Changes) => ({
    settings: { registryUri, dataDirectory, limits: { ...DEFAULT_LIMITS, ...limits } },
    ...changes,
  });
  return {
    directory,
    dataFile,
    open,
    async fill(work) {
      const engine = await open();
      await work(engine.client);
      await engine.close();
    },
    run: (command, options, changes = {}) => workplace.run(command, options, { ...prepare(changes), ...withJson }),
    show: async (command, options) => (await workplace.run(command, options, prepare({}))).stdout,
    remove: workplace.remove,
  };
}
