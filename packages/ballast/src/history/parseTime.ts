import { DAY_SECONDS, type Seconds } from '@ballast/core';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|\+00:?00)$/;

/** Unix seconds of a UTC day or moment; null for anything else, also for times without zone and for 30 February. */
export function parseTime(text: string): Seconds | null {
  const moment = MOMENT.exec(text);
  if (moment === null) return parseDay(text);
  const day = parseDay(moment[1] ?? '');
  const [hour, minute, second] = [Number(moment[2]), Number(moment[3]), Number(moment[4])];
  if (day === null || hour > 23 || minute > 59 || second > 59) return null;
  return day + hour * 3600 + minute * 60 + second;
}

function parseDay(text: string): Seconds | null {
  const match = DAY.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const milliseconds = Date.UTC(year, month - 1, day);
  const back = new Date(milliseconds);
  const isReal = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && year >= 1970;
  return isReal ? Math.floor(milliseconds / 1000 / DAY_SECONDS) * DAY_SECONDS : null;
}
