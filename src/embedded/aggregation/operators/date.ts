/** Operators on dates. What a calendar, a time zone or a date's text is, the files of the folder `date` know. */
import type { OperatorTable } from '../scope.ts';
import { CALENDAR_OPERATORS } from './date/calendar-operators.ts';
import { DATE_PART_OPERATORS } from './date/part-operators.ts';
import { DATE_PARTS_OPERATORS } from './date/parts-operators.ts';
import { DATE_TEXT_OPERATORS } from './date/text-operators.ts';

export const DATE_OPERATORS: OperatorTable = {
  ...DATE_PART_OPERATORS,
  ...DATE_PARTS_OPERATORS,
  ...DATE_TEXT_OPERATORS,
  ...CALENDAR_OPERATORS,
};
