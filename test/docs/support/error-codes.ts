import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const repoRoot = path.resolve(__dirname, '../../..');

/** Where errors are made that a person or a model may see. */
const FOLDERS = [
  ...['activities', 'client', 'contracts', 'core', 'learning', 'models', 'predictors', 'runtime', 'scripts'],
  ...['store', 'tools', 'workers', 'workflows'],
];

/** Codes are in snake case; those of Node and of undici are in capitals. */
const CODE = /^[a-z]+(?:_[a-z0-9]+)*$/;

/** Every error code in the sources, with one of the files that use it. */
export function errorCodesInSources(): Map<string, string> {
  const codes = new Map<string, string>();
  for (const file of FOLDERS.flatMap(sourcesIn)) {
    const text = readFileSync(path.join(repoRoot, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, scriptKind(file));
    for (const code of codesIn(source)) if (!codes.has(code)) codes.set(code, file);
  }
  return codes;
}

const scriptKind = (file: string): ts.ScriptKind =>
  file.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(repoRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|mjs)$/.test(entry.name))
    .map((entry) => path.relative(repoRoot, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Texts that stand where something named `code` (a property, a variable, a first parameter) gets its value. */
function codesIn(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const makers = makersIn(source);
  const visit = (node: ts.Node): void => {
    const texts = isCodePlace(node) ? textsIn(node) : firstArgument(node, makers);
    found.push(...texts.filter((text) => CODE.test(text)));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isCodePlace(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node) || ts.isPropertySignature(node))
    return node.name.getText() === 'code' || node.name.getText() === 'CODE';
  return ts.isTypeAliasDeclaration(node) && /Code$/.test(node.name.text);
}

/** Functions and methods of this file whose first parameter is a code, by name. */
function makersIn(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && node.parameters[0]?.name.getText() === 'code') {
      const named = ts.isVariableDeclaration(node.parent) ? node.parent : node;
      if (named.name) names.add(named.name.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function firstArgument(node: ts.Node, makers: Set<string>): string[] {
  if (!ts.isCallExpression(node) || !makers.has(node.expression.getText().replace(/^this\./, ''))) return [];
  return node.arguments[0] ? textsIn(node.arguments[0]) : [];
}

/** Literals, those of both branches of a condition included; not what stands inside calls. */
function textsIn(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isCallExpression(node)) return [];
  if (ts.isConditionalExpression(node)) return [...textsIn(node.whenTrue), ...textsIn(node.whenFalse)];
  const texts: string[] = [];
  ts.forEachChild(node, (child) => void texts.push(...textsIn(child)));
  return texts;
}
