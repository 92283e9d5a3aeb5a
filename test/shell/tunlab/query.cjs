// What the helpers for bats ask of JSON on standard input: one value, or one a line.
const {readFileSync} = require('node:fs');

const [what, path] = process.argv.slice(2);
const value = readJson(readFileSync(0, 'utf8'));

if (what === 'routes') for (const route of value) console.log(routeLine(route));
if (what === 'interface') {
  console.log(JSON.stringify(value.flags));
  console.log(value.addr_info.map(({local, prefixlen}) => `${local}/${prefixlen}`).join(' '));
}
if (what === 'field') {
  const found = steps(path).reduce((inner, step) => inner?.[step], value);
  if (found === undefined) process.exit(1);
  console.log(typeof found === 'string' ? found : JSON.stringify(found));
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }
}

/** `[0].queues.packets` → 0, queues, packets. A name in quotes may hold dots: `counters["no-route"]`. */
function steps(text) {
  return [...text.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? name,
  );
}

function routeLine({dst, gateway, dev, metric, type, protocol}) {
  const words = {via: gateway, dev, metric, type, protocol};
  const told = Object.entries(words).flatMap(([name, word]) => (word === undefined ? [] : [name, word]));
  return [dst, ...told].join(' ');
}
