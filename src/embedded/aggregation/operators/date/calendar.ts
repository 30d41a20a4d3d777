/**
 * The Gregorian calendar, reaching back before its introduction, on numbers of days since 1970. JavaScript's own Date ends
 * 270,000 years from now, the dates of BSON a thousand times later.
 */

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** A day of a year whose weeks are counted from Monday; the first week is that of the first Thursday. */
export interface IsoWeekDate {
  readonly year: number;
  /** 1 to 53. */
  readonly week: number;
  /** Monday is 1, Sunday 7. */
  readonly weekday: number;
}

const DAYS_OF_FOUR_CENTURIES = 146_097;
/** From March 1 of the year 0, where the years of this reckoning start, to 1970. */
const EPOCH_OFFSET_DAYS = 719_468;
const MONTHS_OF_A_YEAR = 12;
const DAYS_OF_A_WEEK = 7;
/** 1970 began on a Thursday. */
const EPOCH_WEEKDAY = 4;

/** Years are taken to begin in March, so that the leap day is the last of its year. */
export function civilDate(day: number): CivilDate {
  const shifted = day + EPOCH_OFFSET_DAYS;
  const cycle = Math.floor(shifted / DAYS_OF_FOUR_CENTURIES);
  const dayOfCycle = shifted - cycle * DAYS_OF_FOUR_CENTURIES;
  const leapDays =
    Math.floor(dayOfCycle / 1460) -
    Math.floor(dayOfCycle / 36_524) +
    Math.floor(dayOfCycle / (DAYS_OF_FOUR_CENTURIES - 1));
  const yearOfCycle = Math.floor((dayOfCycle - leapDays) / 365);
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** Any month and day are allowed: month 13 is the January after, day 0 the last day of the month before. */
export function dayOfCivilDate(year: number, month: number, day: number): number {
  const months = month - 1;
  const wholeYear = year + Math.floor(months / MONTHS_OF_A_YEAR);
  const monthOfYear = months - Math.floor(months / MONTHS_OF_A_YEAR) * MONTHS_OF_A_YEAR + 1;
  const yearFromMarch = monthOfYear <= 2 ? wholeYear - 1 : wholeYear;
  const cycle = Math.floor(yearFromMarch / 400);
  const yearOfCycle = yearFromMarch - cycle * 400;
  const monthFromMarch = monthOfYear > 2 ? monthOfYear - 3 : monthOfYear + 9;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfCycle = yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * DAYS_OF_FOUR_CENTURIES + dayOfCycle - EPOCH_OFFSET_DAYS;
}

export function daysOfMonth(year: number, month: number): number {
  return dayOfCivilDate(year, month + 1, 1) - dayOfCivilDate(year, month, 1);
}

/** 1 to 366. */
export function dayOfYear(day: number): number {
  return day - dayOfCivilDate(civilDate(day).year, 1, 1) + 1;
}

/** Sunday is 0. */
export function weekday(day: number): number {
  const shifted = day + EPOCH_WEEKDAY;
  return shifted - Math.floor(shifted / DAYS_OF_A_WEEK) * DAYS_OF_A_WEEK;
}

/** Weeks begin on Sunday; the days before the year's first Sunday are in week 0. */
export function weekOfYear(day: number): number {
  return Math.floor((dayOfYear(day) + DAYS_OF_A_WEEK - 1 - weekday(day)) / DAYS_OF_A_WEEK);
}

/** Monday is 1, Sunday 7. */
export function isoWeekday(day: number): number {
  return weekday(day) || DAYS_OF_A_WEEK;
}

/** A week belongs to the year of its Thursday. */
export function isoWeekDate(day: number): IsoWeekDate {
  const isoDay = isoWeekday(day);
  const thursday = day - isoDay + 4;
  const { year } = civilDate(thursday);
  const week = Math.floor((thursday - dayOfCivilDate(year, 1, 1)) / DAYS_OF_A_WEEK) + 1;
  return { year, week, weekday: isoDay };
}

/** January 4 is always in the first week. Weeks and days beyond the year are carried. */
export function dayOfIsoWeekDate(year: number, week: number, isoDay: number): number {
  const inFirstWeek = dayOfCivilDate(year, 1, 4);
  const firstMonday = inFirstWeek - isoWeekday(inFirstWeek) + 1;
  return firstMonday + (week - 1) * DAYS_OF_A_WEEK + isoDay - 1;
}
