/** Commands about the program itself. */
import { type CommandDescription, listCommands, type Program } from './describe-command.ts';

/** They look at every command, themselves included. */
export function describeShellCommands(program: () => Program): readonly CommandDescription[] {
  return [
    {
      name: 'help',
      purpose: 'Print the help of a command.',
      examples: ['webhook-cli help import', 'webhook-cli help --json'],
      arguments: [
        {
          name: 'command',
          summary: 'a command, with its sub-command',
          variadic: true,
          completes: async () => listWords(program()),
        },
      ],
      load: async () => (await import('../commands/help/help.ts')).createHelp(program()),
    },
    {
      name: 'completion',
      purpose: 'Print a script that completes commands, options and their values in a shell.',
      examples: [
        'eval "$(webhook-cli completion bash)"',
        'source <(webhook-cli completion zsh)',
        'webhook-cli completion fish | source',
      ],
      arguments: [
        { name: 'shell', summary: 'the shell to complete in', required: true, choices: ['bash', 'zsh', 'fish'] },
      ],
      load: async () => (await import('../commands/completion/completion.ts')).createCompletion(program()),
    },
    {
      name: 'config show',
      purpose: 'Print every setting and limit with its value and where it comes from.',
      examples: ['webhook-cli config show', 'webhook-cli config show --limit functionWallMs=60000 --json'],
      uses: ['registry', 'limits'],
      load: async () => (await import('../commands/config/config-show.ts')).runConfigShow,
    },
  ];
}

/** Each word of a name by itself: a shell completes word by word. */
function listWords(program: Program): string[] {
  return [...new Set(listCommands(program).flatMap(({ name }) => name.split(' ')))];
}
