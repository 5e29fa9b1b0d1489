/** Marks speculative requests on the wire, for gateways that treat them apart; servers that do not know it ignore it. */
export const AHEAD_HEADER = 'x-forerun-ahead';
