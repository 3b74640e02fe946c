import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../src');
const modules = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:ts|svelte)$/.test(name))
  .map((name) => join(source, name));

/** Imports of every kind: of values, of types, on demand, and what is exported again. */
const imports = /^\s*(?:import|export)\b[^'"();]*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/gm;

function importedBy(module: string): string[] {
  const found = [...readFileSync(module, 'utf8').matchAll(imports)].map(([, at, later]) => at ?? later ?? '');
  return found
    .map((path) => resolve(dirname(module), path))
    .flatMap((path) => [path, `${path}.ts`].filter((file) => /\.(?:ts|svelte)$/.test(file) && existsSync(file)));
}

/** The first cycle that is found from each module. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const follow = (module: string, path: readonly string[]) => {
    if (path.includes(module)) cycles.push([...path.slice(path.indexOf(module)), module]);
    if (done.has(module)) return;
    done.add(module);
    for (const next of graph.get(module) ?? []) follow(next, [...path, module]);
  };
  for (const module of graph.keys()) follow(module, []);
  return cycles;
}

describe('the modules of the client', () => {
  const graph = new Map(modules.map((module) => [module, importedBy(module)]));

  test('are found with what they import', () => {
    expect(modules.length).toBeGreaterThan(150);
    const session = graph.get(join(source, 'state/chat/chatSession.svelte.ts')) ?? [];
    expect(session).toContain(join(source, 'net/chat/chatConnection.ts'));
    expect(session).toContain(join(source, 'state/files/uploads.svelte.ts'));
  });

  test('import each other in no circle, not even for a type', () => {
    expect(cyclesIn(graph).map((cycle) => cycle.map((module) => relative(source, module)))).toEqual([]);
  });
});

describe('a circle', () => {
  test.each([[['a', 'a']], [['a', 'b', 'a']], [['b', 'c', 'b']]])('would be found: %j', (circle) => {
    const graph = new Map([['a', ['x']], ...circle.slice(1).map((to, at) => [circle[at] ?? '', [to]] as const)]);
    expect(cyclesIn(graph)).toEqual([circle]);
  });
});
