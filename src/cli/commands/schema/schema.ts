/** `schema [KIND]`: the kinds of files in an app directory, or the JSON Schema of one of them. */
import { FILE_KINDS, type FileKindDescription } from '../../../app/file-kinds.ts';
import { createJsonSchema, findFileKind, suggestFileKind } from '../../../app/json-schema.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import type { Line } from '../../output.ts';
import { renderTable } from '../../render-table.ts';

export interface SchemaOptions {
  /** The positional argument; without it all kinds are listed. */
  readonly kind?: string;
}

export async function runSchema({ kind }: SchemaOptions, { output }: CommandContext): Promise<number> {
  if (kind === undefined) {
    const kinds = FILE_KINDS.map(({ name, files, meaning }) => ({ kind: name, files, meaning }));
    output.result(renderKinds(), { kinds });
    return EXIT_CODES.done;
  }
  const schema = createJsonSchema(loadFileKind(kind));
  output.result(JSON.stringify(schema, null, 2).split('\n'), schema);
  return EXIT_CODES.done;
}

/** What a shell proposes. */
export function listFileKinds(): string[] {
  return FILE_KINDS.map(({ name }) => name);
}

/** @throws WebhookCliError UnknownFileKind */
function loadFileKind(wanted: string): FileKindDescription {
  const kind = findFileKind(wanted);
  if (kind !== undefined) return kind;
  throw new WebhookCliError('UnknownFileKind', { kind: wanted, suggestion: suggestFileKind(wanted) });
}

/** One line for each place that a kind has; the name and meaning stand in the first. */
function renderKinds(): Line[] {
  const rows = FILE_KINDS.flatMap(({ name, files, meaning }) =>
    files.map(({ path, layouts }, index) => {
      const isFirst = index === 0;
      return [isFirst ? name : '', path, layouts.join(' '), isFirst ? meaning : ''];
    }),
  );
  return renderTable(['KIND', 'FILES', 'LAYOUTS', 'MEANING'], rows);
}
