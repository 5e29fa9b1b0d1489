import type { GateSettings, ToolMode } from '../../contracts/gate';

type Modes = Pick<GateSettings, 'defaultMode' | 'modes'>;

/** What may be done with a tool's predicted calls; everything where a run pins no modes. */
export function modeOf(settings: Modes | undefined, tool: string): ToolMode {
  if (!settings) return 'live';
  return (Object.hasOwn(settings.modes, tool) ? settings.modes[tool] : undefined) ?? settings.defaultMode;
}

/** Whether any tool is worth predicting for. */
export const isAnyOn = (settings: Modes | undefined): boolean =>
  !settings || settings.defaultMode !== 'off' || Object.values(settings.modes).some((mode) => mode !== 'off');
