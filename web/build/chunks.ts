// Our own part of what the program needs before it can begin goes into one file: what lazy pages share with the
// first page would else be split off it, and each file more costs a slow line a round trip.
const ENTRY = /\/web\/src\/boot\.tsx$/;
const OURS = /\/web\/src\//;

type Graph = {
  getModuleInfo(id: string): { importedIds: readonly string[]; importers: readonly string[] } | null;
};

const first = new Set<string>();

/** Adds a module and all that it imports, but nothing that is loaded later. */
function follow(graph: Graph, id: string): void {
  if (first.has(id)) return;
  first.add(id);
  for (const each of graph.getModuleInfo(id)?.importedIds ?? []) follow(graph, each);
}

/** The entry, found from any module that it leads to. */
function entry(graph: Graph, id: string, seen = new Set<string>()): string | undefined {
  if (ENTRY.test(id)) return id;
  if (seen.has(id)) return undefined;
  seen.add(id);
  for (const each of graph.getModuleInfo(id)?.importers ?? []) {
    const found = entry(graph, each, seen);
    if (found) return found;
  }
  return undefined;
}

/** "program" for a module of ours that the first page needs; null leaves it to the bundler. */
export function chunkOf(id: string, graph: Graph): string | null {
  if (!OURS.test(id)) return null;
  const begin = first.size ? undefined : entry(graph, id);
  if (begin) follow(graph, begin);
  return first.has(id) ? "program" : null;
}
