/** Where the secret of a new webhook comes from: never from a flag's value, which other users of the machine can see. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import { askChoice, askSecret } from '../../prompts.ts';

export interface SecretFlags {
  readonly secretStdin?: boolean;
  readonly secretFile?: string;
  readonly secretEnv?: string;
  readonly secretGenerate?: boolean;
}

const flagNames = {
  secretStdin: '--secret-stdin',
  secretFile: '--secret-file',
  secretEnv: '--secret-env',
  secretGenerate: '--secret-generate',
} as const;

export const SECRET_OPTIONS = Object.keys(flagNames) as ReadonlyArray<keyof SecretFlags>;

/** 32 characters that need no escaping in a URL. */
const generatedBytes = 24;
const secretBytesMax = 64 * 1024;

export function listSecretFlags(flags: SecretFlags): readonly string[] {
  return SECRET_OPTIONS.filter((name) => flags[name] !== undefined && flags[name] !== false).map(
    (name) => flagNames[name],
  );
}

export interface SecretQuestion {
  readonly message: string;
  /** Whether it is ours to choose, or given by the sender. */
  readonly preset: 'generate' | 'type';
}

/** @throws WebhookCliError SeveralSecretSources, NoSecretGiven, InputNeeded */
export async function resolveSecret(
  flags: SecretFlags,
  context: CommandContext,
  question: SecretQuestion = { message: 'Secret of the webhook', preset: 'generate' },
): Promise<string> {
  const given = listSecretFlags(flags);
  if (given.length > 1) throw new WebhookCliError('SeveralSecretSources', { flags: given.join(', ') });
  if (flags.secretGenerate) return generateSecret(context);
  if (flags.secretStdin) return assertGiven(await readStdin(context), 'standard input');
  if (flags.secretFile !== undefined)
    return assertGiven(await readSecretFile(flags.secretFile, context), flags.secretFile);
  if (flags.secretEnv !== undefined) return assertGiven(context.env[flags.secretEnv] ?? '', flags.secretEnv);
  return askForSecret(question, context);
}

async function askForSecret(question: SecretQuestion, context: CommandContext): Promise<string> {
  const flag = 'one of --secret-generate, --secret-stdin, --secret-file FILE and --secret-env NAME';
  const choices = [
    { value: 'generate', label: 'make a random one' },
    { value: 'type', label: 'type it in' },
  ] as const;
  const source = await askChoice({ ...question, flag, choices }, context);
  return source === 'generate' ? generateSecret(context) : askSecret({ message: 'Secret', flag }, context);
}

function generateSecret(context: CommandContext): string {
  return Buffer.from(context.randomBytes(generatedBytes)).toString('base64url');
}

async function readStdin({ stdin }: CommandContext): Promise<string> {
  return decode(await readBounded(stdin, 'standard input'), 'standard input');
}

/** A device such as /dev/zero has no end; a pipe is how a shell hands over what another program prints. */
async function readSecretFile(path: string, { cwd }: CommandContext): Promise<string> {
  try {
    await using file = await open(resolve(cwd, path), 'r');
    const stats = await file.stat();
    if (!stats.isFile() && !stats.isFIFO()) throw unusable(path, 'it is neither a file nor a pipe');
    return decode(await readBounded(file.createReadStream({ autoClose: false }), path), path);
  } catch (error) {
    if (error instanceof WebhookCliError) throw error;
    throw unusable(path, error instanceof Error ? error.message : String(error), error);
  }
}

async function readBounded(stream: Readable, source: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > secretBytesMax) throw unusable(source, `more than ${secretBytesMax} bytes`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/** Other bytes would become replacement characters, and no signature would ever fit. */
function decode(bytes: Buffer, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unusable(source, 'it is not UTF-8', error);
  }
}

/** Editors and `echo` end a text with a line break that nobody means. */
function assertGiven(text: string, source: string): string {
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw unusable(source, 'nothing is there');
  return secret;
}

function unusable(source: string, reason: string, cause?: unknown): WebhookCliError {
  return new WebhookCliError('NoSecretGiven', { source, reason }, { cause });
}
