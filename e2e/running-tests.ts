import { parseSync } from 'vite';

/** What a test's file says of its tests, read from its syntax tree: in a comment nothing is a test. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const MAKERS = new Set(['it', 'test', 'describe']);
/** What keeps a test, or all others of its file, from running; `fails` takes a failure for success. */
const KEEPS_FROM_RUNNING = new Set(['skip', 'todo', 'only', 'skipIf', 'runIf', 'fails']);

/** The titles of a file's groups and tests that run, and the names of their cases, as they are written there. */
export function titlesOfRunningTests(file: string, source: string): ReadonlySet<string> {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const titles = new Set<string>();
  gather(program as unknown as Node, titles, constantsOf(program as unknown as Node));
  return titles;
}

type Constants = ReadonlyMap<string, Node>;

function gather(node: Node, titles: Set<string>, constants: Constants): void {
  const made = testOf(node);
  if (made?.runs === false) return;
  if (made !== null) {
    for (const title of textsIn(made.title, constants)) titles.add(title);
    for (const each of made.cases) for (const name of textsIn(each, constants)) titles.add(name);
  }
  for (const child of childrenOf(node)) gather(child, titles, constants);
}

interface MadeTest {
  readonly title: Node;
  /** What `each` was given. */
  readonly cases: readonly Node[];
  readonly runs: boolean;
}

/** The test or group that the node makes; null where it makes none. */
function testOf(node: Node): MadeTest | null {
  if (node.type !== 'CallExpression') return null;
  const [title, ...rest] = node['arguments'] as Node[];
  const cases: Node[] = [];
  const modifiers: string[] = [];
  let callee = node['callee'] as Node;
  for (;;) {
    if (callee.type === 'CallExpression') cases.push(...(callee['arguments'] as Node[]));
    else if (callee.type === 'MemberExpression') modifiers.push((callee['property'] as { name: string }).name);
    else break;
    callee = (callee['callee'] ?? callee['object']) as Node;
  }
  // `it.each(cases)` alone makes nothing yet.
  const isMade = callee.type === 'Identifier' && MAKERS.has(callee['name'] as string) && title !== undefined;
  if (!isMade || (modifiers[0] === 'each' && (node['callee'] as Node).type === 'MemberExpression')) return null;
  const isKept = modifiers.some((name) => KEEPS_FROM_RUNNING.has(name)) || rest.some(hasKeepingOption);
  return { title, cases, runs: !isKept && rest.some(isFunction) };
}

const isFunction = ({ type }: Node) =>
  type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'Identifier';

function hasKeepingOption(node: Node): boolean {
  if (node.type !== 'ObjectExpression') return false;
  const keys = (node['properties'] as { key?: { name?: string } }[]).map(({ key }) => key?.name ?? '');
  return keys.some((name) => KEEPS_FROM_RUNNING.has(name));
}

/** The file's own constants by name, for the cases that `each` is given by name. */
function constantsOf(program: Node): Constants {
  const statements = program['body'] as Node[];
  const declared = statements.flatMap((statement) =>
    statement.type === 'VariableDeclaration' ? (statement['declarations'] as Node[]) : [],
  );
  return new Map(
    declared.flatMap(({ id, init }) => (init ? [[(id as { name: string }).name, init as Node] as const] : [])),
  );
}

/** All texts that stand in an expression. */
function textsIn(node: Node, constants: Constants): readonly string[] {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : [];
  if (node.type === 'TemplateElement') return [(node['value'] as { cooked: string }).cooked];
  const name = node.type === 'Identifier' ? (node['name'] as string) : '';
  const named = constants.get(name);
  if (named === undefined) return childrenOf(node).flatMap((child) => textsIn(child, constants));
  // Once: a function may name itself.
  return textsIn(named, new Map([...constants].filter(([each]) => each !== name)));
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null)?.type === 'string');
}
