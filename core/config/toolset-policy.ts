import type { Config } from '../../contracts/config';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { GAIA_POLICY } from '../gaia-policy';
import { UNNAMED_MCP_TOOL } from '../mcp-policy';
import { UNNAMED_REPLAY_TOOL } from '../replay-policy';

/** A toolset's own table: its tools by name, and what counts for tools that nobody has named beforehand. */
export interface ToolsetPolicy {
  tools: Record<string, ToolPolicy>;
  /** Absent: the toolset has no other tools than those named. */
  unnamed?: ToolPolicy;
}

/** The policy table of a configuration's toolset, before `toolPolicy` changes it. */
export function toolsetPolicy({ toolset }: Pick<Config, 'toolset'>): ToolsetPolicy {
  switch (toolset) {
    case 'gaia':
      return { tools: GAIA_POLICY };
    case 'replay':
      return { tools: {}, unnamed: UNNAMED_REPLAY_TOOL };
    case 'mcp':
      return { tools: {}, unnamed: UNNAMED_MCP_TOOL };
  }
}
