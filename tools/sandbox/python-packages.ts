import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { assetFolder } from './sandbox-folders';

const Manifest = z.object({
  packages: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      import: z.string(),
      license: z.string(),
      file: z.string(),
      sha256: z.string(),
    }),
  ),
});
export type PythonPackage = z.infer<typeof Manifest>['packages'][number];

/** The packages that Python programs find beside the standard library, in alphabetical order. A wheel of pure Python is added by
 * putting it beside the others and naming it in the manifest. */
export function pythonPackages(): PythonPackage[] {
  const text = readFileSync(join(assetFolder('wheels'), 'MANIFEST.json'), 'utf8');
  return Manifest.parse(JSON.parse(text)).packages;
}
