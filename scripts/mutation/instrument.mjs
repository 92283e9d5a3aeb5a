// Puts every mutant of a file into it at once: each literal that is printed becomes a call that gives the literal, or,
// while its mutant is the active one, the literal without one of its characters.
import ts from 'typescript';

/** Where a literal is a word of a grammar, or a key, and is not printed. */
const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.InKeyword,
]);
const ASKS =
  /^(?:includes|has|get|startsWith|endsWith|split|indexOf|lastIndexOf|replace|replaceAll|import|is|test|delete)$/;
/** Functions whose words are those that may be typed. */
const TELLS_APART = /^(?:abbreviates|has|both|getopt)$/;
const CONSTANT = /^[A-Z][A-Z\d_]+$/;

/**
 * @param {string} file its name in what is reported
 * @param {string} text its source
 * @param {(file: string) => string} resolve of what it imports, to such a name; `undefined`: it is not instrumented
 * @param {((length: number) => number) | undefined} draw which of so many characters goes; without it, no literal is
 *   touched, and only told which constants of other files are used
 * @returns {{code: string, mutants: object[], edges: [string, string][]}} edges: a constant, and one that is made of it
 */
export function instrument(file, text, resolve, draw) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const edits = [];
  const mutants = [];
  const edges = [];
  const constants = keysOf(source, file, resolve);
  let constant;

  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (draw && isText(node) && !ts.isTaggedTemplateExpression(node.parent) && isPrinted(node)) literal(node);
    if (draw && ts.isTemplateExpression(node) && !ts.isTaggedTemplateExpression(node.parent) && isPrinted(node))
      template(node);
    if (ts.isIdentifier(node) && constants.has(node.text) && isReference(node)) reference(node);
    if (ts.isArrowFunction(node) || ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) {
      if (node.body && ts.isBlock(node.body))
        edits.push([node.body.getStart() + 1, 0, `__mutation.touch(${quoted(file)});`]);
    }
    ts.forEachChild(node, visit);
  };

  const mutant = (chunk, start) => {
    const place = draw(chunk.length);
    const id = `${file}#${mutants.length}`;
    const {line} = source.getLineAndCharacterOfPosition(start);
    const mutated = chunk.slice(0, place) + chunk.slice(place + 1);
    mutants.push({id, file, line: line + 1, chunk, mutated, constant});
    return `__mutation.pick(${quoted(id)}, ${quoted(chunk)}, ${quoted(mutated)})`;
  };
  const literal = (node) => {
    if (node.text === '' || isCode(node.text)) return;
    edits.push([node.getStart(), node.getWidth(), ` (${mutant(node.text, node.getStart())})`]);
  };
  const template = (node) => {
    for (const part of [node.head, ...node.templateSpans.map((span) => span.literal)]) {
      if (part.text === '') continue;
      const behind = part.kind === ts.SyntaxKind.TemplateTail ? 1 : 2;
      const width = part.getWidth() - 1 - behind;
      edits.push([part.getStart() + 1, width, `\${${mutant(part.text, part.getStart())}}`]);
    }
  };
  const reference = (node) => {
    const key = constants.get(node.text);
    if (constant !== undefined && constant !== key) edges.push([key, constant]);
    const read = `(__mutation.touch(${quoted(key)}), ${node.text})`;
    if (ts.isShorthandPropertyAssignment(node.parent)) edits.push([node.getEnd(), 0, `: ${read}`]);
    else edits.push([node.getStart(), node.getWidth(), read]);
  };

  for (const statement of source.statements) {
    const [declaration] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    if (!declaration?.initializer || !ts.isIdentifier(declaration.name) || isFunction(declaration.initializer)) {
      visit(statement);
      continue;
    }
    const {name, initializer} = declaration;
    constant = CONSTANT.test(name.text) ? `${file}:${name.text}` : file;
    visit(initializer);
    constant = undefined;
    if (!draw) continue;
    const list = statement.declarationList;
    edits.push([list.getStart(), 'const'.length, 'let']);
    // Made again, so that what is made once can be made of the active mutant.
    const start = initializer.getStart();
    const end = statement.getEnd();
    edits.push([end, 0, {name: name.text, start, stop: initializer.getEnd()}]);
  }
  return {code: applied(text, edits), mutants, edges};
}

function applied(text, edits) {
  const plain = edits.filter(([, , put]) => typeof put === 'string').sort(([one], [other]) => one - other);
  const between = (from, to) => {
    let code = '';
    let at = from;
    for (const [start, width, put] of plain) {
      if (start < from || start + width > to || start < at) continue;
      code += text.slice(at, start) + put;
      at = start + width;
    }
    return code + text.slice(at, to);
  };
  for (const edit of edits) {
    const [, , put] = edit;
    if (typeof put === 'string') continue;
    edit[3] = ` __mutation.remake(() => { ${put.name} = ${between(put.start, put.stop)}; });`;
  }
  for (const [end, , , code] of edits.filter((edit) => edit.length === 4)) plain.push([end, 0, code]);
  plain.sort(([one], [other]) => one - other);
  return between(0, text.length);
}

/** Constants of capital letters that it has and that it imports, by their names here. */
function keysOf(source, file, resolve) {
  const keys = new Map();
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const {name, initializer} of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && CONSTANT.test(name.text) && initializer && !isFunction(initializer))
          keys.set(name.text, `${file}:${name.text}`);
      }
    }
    const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    const from = named && resolve(statement.moduleSpecifier.text);
    if (!from || !ts.isNamedImports(named)) continue;
    for (const {name, propertyName} of named.elements) {
      if (CONSTANT.test(name.text)) keys.set(name.text, `${from}:${(propertyName ?? name).text}`);
    }
  }
  return keys;
}

function isText(node) {
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
}

function isReference(node) {
  const {parent} = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isTypeQueryNode(parent) || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  return !ts.isBindingElement(parent) && !ts.isTypeNode(parent);
}

function isFunction(node) {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    return isFunction(node.expression);
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node);
}

/** Names of errors: the text that goes with them is printed. */
function isCode(text) {
  return /^E[A-Z\d]{3,}$/.test(text);
}

function isPrinted(node) {
  const {parent} = node;
  if (ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent)) return false;
  if (ts.isBinaryExpression(parent) && COMPARISONS.has(parent.operatorToken.kind)) return false;
  if ((ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) && parent.name === node) return false;
  if (ts.isElementAccessExpression(parent)) return false;
  if (ts.isCallExpression(parent)) {
    const {expression} = parent;
    if (expression.kind === ts.SyntaxKind.ImportKeyword) return false;
    if (ts.isIdentifier(expression) && TELLS_APART.test(expression.text)) return false;
    const [first] = parent.arguments;
    if (ts.isPropertyAccessExpression(expression) && ASKS.test(expression.name.text) && first === node) return false;
  }
  return !isOfSet(node) && !isKey(node) && !isOfList(node);
}

/** `new Set(['a', 'b'])`, and `'a b'.split(' ')` in it. */
function isOfSet(node) {
  for (let up = node.parent; up !== undefined && !ts.isBlock(up); up = up.parent) {
    if (ts.isNewExpression(up)) return up.expression.getText() === 'Set';
  }
  return false;
}

/** The first of a pair in a table. */
function isKey(node) {
  const {parent} = node;
  if (!ts.isArrayLiteralExpression(parent) || parent.elements[0] !== node || parent.elements.length !== 2) return false;
  return ts.isArrayLiteralExpression(parent.parent);
}

/** `['via', 'dev'].includes(word)`, and lists of words that are lower-case throughout: grammars are made of them. */
function isOfList({parent}) {
  if (!ts.isArrayLiteralExpression(parent)) return false;
  const {parent: user} = parent;
  const joined = ts.isPropertyAccessExpression(user) && user.name.text === 'join';
  return (
    !joined &&
    parent.elements.length > 1 &&
    parent.elements.every((each) => isText(each) && /^-?[a-z][\w-]*$/.test(each.text))
  );
}

function quoted(text) {
  return JSON.stringify(text);
}
