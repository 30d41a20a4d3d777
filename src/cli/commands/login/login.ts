/**
 * `login`, `logout` and `whoami`, for scripts of the old tools. There is no account here: whoever can open the registry may
 * change it, and its URI is the credential. Nothing is stored, and nothing is sent anywhere.
 */
import { EXIT_CODES } from '../../../error-definition.ts';
import type { CommandContext } from '../../command.ts';
import { hideCredentials } from '../../settings/hide-credentials.ts';

export interface LoginOptions {
  readonly apiKey?: string;
  readonly privateApiKey?: string;
  readonly username?: string;
  readonly authProvider?: string;
  readonly password?: string;
}

const secretFlags = { apiKey: '--api-key', privateApiKey: '--private-api-key', password: '--password' } as const;

export async function runLogin(options: LoginOptions, context: CommandContext): Promise<number> {
  const names = Object.keys(secretFlags) as (keyof typeof secretFlags)[];
  const shown = names.filter((name) => options[name] !== undefined).map((name) => secretFlags[name]);
  if (shown.length > 0) {
    context.output.warning(
      `other users of this machine can see ${shown.join(' and ')}, and nothing here reads it: leave it out; credentials go into WEBHOOK_CLI_REGISTRY`,
    );
  }
  return report('there is nothing to log in to, nothing was stored', context);
}

export async function runLogout(_: object, context: CommandContext): Promise<number> {
  return report('there is nothing to log out of, nothing was stored', context);
}

export async function runWhoami(_: object, context: CommandContext): Promise<number> {
  return report('no user info available', context);
}

function report(fact: string, { output, settings }: CommandContext): number {
  const registry = settings.registryUri === undefined ? null : hideCredentials(settings.registryUri);
  const place = registry ?? `the embedded engine in ${settings.dataDirectory}`;
  output.result(`${fact}: the registry URI is the credential (${place})`, {
    registry,
    dataDirectory: settings.dataDirectory,
  });
  return EXIT_CODES.done;
}
