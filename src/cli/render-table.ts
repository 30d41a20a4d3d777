/** Rows as aligned columns, for a person: a painted head, two spaces between, nothing padded at the end of a line. */
import { escapeForTerminal, type Line, paint } from './output.ts';

/** Wider texts are not cut: their own line is longer, and the others stay aligned. */
const columnWidthMax = 60;

export function renderTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): Line[] {
  const widths = head.map((title, column) => {
    const cells = rows.map((row) => widthOf(row[column] ?? '')).filter((width) => width <= columnWidthMax);
    return cells.reduce((widest, width) => Math.max(widest, width), widthOf(title));
  });
  const renderRow = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))));
    return padded.join('  ').trimEnd();
  };
  return [[paint.bold(renderRow(head))], ...rows.map(renderRow)];
}

/** Columns of a terminal, as it will be shown: escapes count with their digits. */
function widthOf(text: string): number {
  return [...escapeForTerminal(text)].length;
}
