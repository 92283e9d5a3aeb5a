/** A topology as a file that people read and change. */
import type {Topology} from '../../api/schema/topology.ts';

/** Lists of small things, one a line, and small things on one line. */
const ON_ONE_LINE: ReadonlySet<string> = new Set(['inet6', 'device', 'addresses', 'ports', 'ends', 'held', 'join']);
const ITEMS_ON_ONE_LINE: ReadonlySet<string> = new Set([
  'names',
  'routes',
  'removed_routes',
  'neighbours',
  'udp',
  'drop',
]);

export async function writeTopology(topology: Topology): Promise<string> {
  const {Document, isCollection, isPair, isScalar, visit} = await import('yaml');
  const document = new Document(topology, {aliasDuplicateObjects: false});
  const inFlow = (value: unknown) => {
    if (isCollection(value)) value.flow = true;
  };
  visit(document, {
    Pair(_key, {key, value}) {
      const name = isScalar(key) ? String(key.value) : '';
      if (ON_ONE_LINE.has(name)) inFlow(value);
      if (!isCollection(value) || !ITEMS_ON_ONE_LINE.has(name)) return;
      for (const item of value.items) inFlow(isPair(item) ? item.value : item);
    },
  });
  return document.toString({lineWidth: 0, flowCollectionPadding: false});
}
