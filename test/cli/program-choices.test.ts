/** The descriptions of the commands repeat tables that are slow to load; here they are held to them. */
import { describe, expect, it } from 'vitest';
import { VALIDATION_METHODS, WEBHOOK_METHODS } from '../../src/app/kinds/webhook-config.ts';
import { NEW_APP_VERSIONS, SCAFFOLDED_SERVICE_TYPES } from '../../src/app/scaffold/scaffold-layout.ts';
import { TEMPLATE_NAMES } from '../../src/app/scaffold/templates/webhook-templates.ts';
import { KINDS } from '../../src/cli/commands/new/kinds.ts';
import { RUN_AS_MODES } from '../../src/cli/commands/new/webhook-settings.ts';
import { listCommands } from '../../src/cli/program/describe-command.ts';
import { parseFlags } from '../../src/cli/program/option-flags.ts';
import { PROGRAM } from '../../src/cli/program.ts';

const { options = [], arguments: words = [] } = listCommands(PROGRAM).find(({ name }) => name === 'new') ?? {};
const owned: Readonly<Record<string, readonly string[]>> = {
  '--type': SCAFFOLDED_SERVICE_TYPES,
  '--template': TEMPLATE_NAMES,
  '--method': WEBHOOK_METHODS,
  '--validation': VALIDATION_METHODS,
  '--run-as': RUN_AS_MODES,
  '--config-version': NEW_APP_VERSIONS.map(String),
};

describe('the choices of new', () => {
  it('are those of the tables that own them, for every option that has choices', () => {
    const described = options.flatMap(({ flags, choices }) =>
      choices === undefined ? [] : [[parseFlags(flags).long, choices] as const],
    );
    expect(Object.fromEntries(described)).toEqual(owned);
  });

  it('are the kinds that can be made', () => {
    expect(words.map(({ choices = [] }) => [...choices].sort())).toEqual([[...KINDS].sort()]);
  });
});
