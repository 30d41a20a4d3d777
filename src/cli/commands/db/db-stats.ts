/** `db stats`: what the embedded database holds, and how large it is. */
import {
  type CollectionStatistics,
  type DataFileStatistics,
  readDataFileStatistics,
} from '../../../embedded/maintenance/statistics.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import type { CommandContext } from '../../command.ts';
import type { Line } from '../../output.ts';
import { renderTable } from '../../render-table.ts';
import { findDataFile } from './embedded-file.ts';
import { renderBytes } from './render-bytes.ts';

export async function runDbStats(_: unknown, { settings, output }: CommandContext): Promise<number> {
  const dataFile = findDataFile('db stats', settings);
  const statistics = readDataFileStatistics(dataFile, settings.limits);
  output.result(renderStatistics(dataFile, statistics), { dataFile, ...statistics });
  return EXIT_CODES.done;
}

function renderStatistics(dataFile: string, statistics: DataFileStatistics): Line[] {
  const { fileBytes, walBytes, unusedBytes, oplogBytes, formatVersion, databases } = statistics;
  const facts = [
    `Data file:       ${dataFile}`,
    `Size:            ${renderBytes(fileBytes)}, and ${renderBytes(walBytes)} in its write-ahead log`,
    `Unused:          ${renderBytes(unusedBytes)}${unusedBytes === 0 ? '' : '; `webhook-cli db compact` gives it back'}`,
    `Oplog:           ${renderBytes(oplogBytes)}, for change streams to read back`,
    `Format version:  ${formatVersion}`,
  ];
  if (databases.length === 0) return [...facts, '', 'There are no collections.'];
  const rows = databases.flatMap(({ name, views, collections }) => [
    [name, ...renderFigures(sumOf(collections))],
    ...collections.map((collection) => [`  ${collection.name}`, ...renderFigures(collection)]),
    ...(views === 0 ? [] : [[`  and views: ${views}`]]),
  ]);
  const head = ['database / collection', 'documents', 'data', 'largest', 'indexes', 'index data'];
  return [...facts, '', ...renderTable(head, rows)];
}

type Figures = Omit<CollectionStatistics, 'name'>;

function renderFigures({ documents, bytes, largestDocumentBytes, indexes, indexBytes }: Figures): string[] {
  return [
    String(documents),
    renderBytes(bytes),
    renderBytes(largestDocumentBytes),
    String(indexes),
    renderBytes(indexBytes),
  ];
}

function sumOf(collections: readonly CollectionStatistics[]): Figures {
  const sum = (figure: keyof Figures) => collections.reduce((total, collection) => total + collection[figure], 0);
  return {
    documents: sum('documents'),
    bytes: sum('bytes'),
    largestDocumentBytes: collections.reduce((most, { largestDocumentBytes: own }) => Math.max(most, own), 0),
    indexes: sum('indexes'),
    indexBytes: sum('indexBytes'),
  };
}
