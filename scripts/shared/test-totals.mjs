import fs from 'node:fs';

/**
 * Adds up jest's JSON report; a suite that could not run counts as one failed test.
 * @returns zeros where there is no report.
 */
export function readTestTotals(file) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 0 };
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
}
