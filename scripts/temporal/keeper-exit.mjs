/** The keeper's exit status when another keeper has the folder (EX_TEMPFAIL of sysexits.h). */
export const EXIT_BUSY = 75;
