import type { Config } from '../../contracts/config';
import { ToolMode, type GateSettings } from '../../contracts/gate';

/** How a run's predictions are judged, as its input pins it. Of two modes for one tool the later one counts. */
export function gateSettings(speculation: Config['speculation']): GateSettings {
  return {
    rule: speculation.gate,
    lambdaUsdPerSecond: speculation.lambdaUsdPerSecond,
    executionUsdPerSecond: speculation.executionUsdPerSecond,
    disclosureUsd: speculation.disclosureUsd,
    queueingSeconds: speculation.queueingMs / 1000,
    defaultMode: speculation.toolMode,
    modes: Object.fromEntries(
      speculation.toolModes.map((entry) => {
        const at = entry.lastIndexOf('=');
        return [entry.slice(0, at), ToolMode.parse(entry.slice(at + 1))];
      }),
    ),
  };
}
