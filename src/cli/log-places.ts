/** What names a log on the command line. */
export const logPlaces =
  'postgres://…, esdb://…, or "base" for the log of the base that the environment names';
