// Loaded once in an orchestrator, before any run begins there: its runs share these modules (docs/DECISIONS.md).
import './index';

/**
 * The SDK takes a stack trace of every promise that a workflow makes, and looks each of its frames up in the source map.
 * With ten frames that was a third of what a run cost an orchestrator. Two are where an error came from and who called.
 */
Error.stackTraceLimit = 2;
