const OLDEST = [20, 19];

/** Explains instead of failing somewhere else later; older Nodes parse this file and those it is used in. */
export function requireSupportedNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  console.error(`error: this is Node ${version}; Forerun needs ${OLDEST.join('.')} or newer`);
  console.error('remedy: install a newer Node (https://nodejs.org), and run the command again.');
  process.exit(2);
}
