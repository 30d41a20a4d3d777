/** `explain`: what another command would do, without doing it. */
import type { Document } from '../../bson/bson.ts';
import { firstFieldName, hasField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import type { Command, CommandContext } from './command.ts';
import type { Verbosity } from './explain-query.ts';
import { explainReply } from './explain-reply.ts';
import { checkGenericOptions, optionRules } from './generic-options.ts';
import { choiceOption, documentOption, missingField } from './options.ts';

const COMMAND = 'explain';

/** The commands are asked for when there is one to explain: they are in the same table. */
export function explainCommand(commands: () => readonly Command[]): Command {
  return {
    name: COMMAND,
    options: ['verbosity'],
    run: (context) => explain(context, commands()),
  };
}

function explain(context: CommandContext, commands: readonly Command[]): Document {
  const { body, database } = context;
  const inner = documentOption(COMMAND, body, 'explain');
  if (inner === undefined) throw missingField(COMMAND, 'explain');
  const verbosity = verbosityOption(body);
  const name = firstFieldName(inner) ?? '';
  const command = commands.find((known) => known.name === name);
  if (command === undefined) {
    throw new EngineError(59, 'CommandNotFound', `Explain failed due to unknown command: '${name}'`);
  }
  if (command.explain === undefined) {
    throw new EngineError(20, 'IllegalOperation', `Cannot explain cmd: ${name}`);
  }
  if (hasField(inner, '$db') && inner.$db !== database) {
    throw new EngineError(73, 'InvalidNamespace', `Mismatched $db in explain command. Expected ${database}`);
  }
  checkGenericOptions(name, inner, optionRules(command));
  return explainReply({ ...context, command: name, body: inner }, command.explain, verbosity);
}

const VERBOSITIES: readonly Verbosity[] = ['queryPlanner', 'executionStats', 'allPlansExecution'];

function verbosityOption(body: Document): Verbosity {
  const value = choiceOption(COMMAND, body, 'verbosity', VERBOSITIES);
  return VERBOSITIES.find((known) => known === value) ?? 'allPlansExecution';
}
