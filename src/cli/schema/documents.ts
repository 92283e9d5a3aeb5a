/** The files of docs/schema, as they are to be: one JSON schema a shape, and the table of commands. */
import {OUTPUTS, RUNNERS} from './outputs.ts';
import {SHAPES, shapeOf, type ShapeName} from './shapes.ts';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

export interface SchemaDocument {
  readonly $id: string;
  readonly [keyword: string]: unknown;
}

/** The schema of a shape; it refers to no other file. */
export function schemaDocument(name: ShapeName): SchemaDocument {
  const {title, schema} = shapeOf(name);
  return {$schema: DRAFT, $id: `urn:tunlab:schema:${name}`, title, ...(JSON.parse(JSON.stringify(schema)) as object)};
}

/** File names and contents. */
export function schemaFiles(): Map<string, object> {
  const names = Object.keys(SHAPES) as ShapeName[];
  return new Map(names.map((name) => [`${name}.schema.json`, schemaDocument(name)]));
}

export function schemaTable(): string {
  const rows = Object.entries(OUTPUTS).map(
    ([id, shapes]) => `| \`${id.replace(':', ' ')}\` | ${shapes.map(link).join(', ')} |`,
  );
  const runners = [...RUNNERS].map((id) => `\`${id.replace(':', ' ')}\``).join(', ');
  return `# What commands print under --json

One value on one line; \`…\` behind a name: one such value a line, as things happen. Where a command is refused, it prints
${link('error')} in its place, and one line on standard error. The schemas are of draft 2020-12, and each stands for
itself. Fields may be added to what is printed; what is here stays. Key names are those of \`ip -j\` where that has them.

| command | prints |
|---|---|
${rows.join('\n')}

${runners} run another program, and what that prints is its own. ${link('topology')} is also what \`apply\` reads.

This page and the schemas are made by \`npm run schemas\`.
`;
}

function link(name: ShapeName): string {
  return `[${name}](${name}.schema.json)${shapeOf(name).lines ? ' …' : ''}`;
}
