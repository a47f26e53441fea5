import type pg from 'pg';

const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
         pg_get_expr(d.adbin, d.adrelid) AS "default", array_to_string(c.reloptions, ', ') AS settings
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  ORDER BY c.relname, a.attnum`;

// Since PostgreSQL 18 NOT NULL is a constraint, too; it stands at its column already.
const CONSTRAINTS = `
  SELECT c.relname AS "table", k.conname AS name, pg_get_constraintdef(k.oid) AS definition
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE c.relnamespace = 'public'::regnamespace AND k.contype <> 'n'
  ORDER BY c.relname, k.contype <> 'p', k.conname`;

const INDEXES = `
  SELECT c.relname AS "table", pg_get_indexdef(i.indexrelid) AS definition
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  ORDER BY c.relname, i.indexrelid::regclass::text`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) AS definition
  FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
  ORDER BY p.proname, pg_get_function_identity_arguments(p.oid)`;

// 'O' is a trigger as it was made; 'D' is switched off, 'R' and 'A' heed replication.
const TRIGGERS = `
  SELECT c.relname AS "table", t.tgname AS name, pg_get_triggerdef(t.oid) AS definition, t.tgenabled = 'O' AS enabled
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
  ORDER BY c.relname, t.tgname`;

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: string | null;
  /** The table's storage parameters. */
  readonly settings: string | null;
}
interface Constraint {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}
interface Index {
  readonly table: string;
  readonly definition: string;
}
interface Trigger extends Constraint {
  readonly enabled: boolean;
}
interface Rules {
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
  readonly triggers: readonly Trigger[];
}

/** The schema as SQL, the same text for the same schema however it came about: by table name, read from the catalogs. */
export async function describeSchema(pool: pg.Pool): Promise<string> {
  const read = async <T extends { readonly table: string }>(query: string) =>
    Map.groupBy((await pool.query<T>(query)).rows, ({ table }) => table);
  const columns = await read<Column>(COLUMNS);
  const constraints = await read<Constraint>(CONSTRAINTS);
  const indexes = await read<Index>(INDEXES);
  const triggers = await read<Trigger>(TRIGGERS);
  const tables = [...columns].map(([table, own]) =>
    describeTable(table, own, {
      constraints: constraints.get(table) ?? [],
      indexes: indexes.get(table) ?? [],
      triggers: triggers.get(table) ?? [],
    }),
  );
  // Before the tables, whose triggers call them.
  const functions = (await pool.query<{ definition: string }>(FUNCTIONS)).rows.map(
    ({ definition }) => `${definition.replace(' FUNCTION public.', ' FUNCTION ').trimEnd()};\n`,
  );
  const head = '-- Generated from the migrations by scripts/dump-schema.ts; do not edit.\n';
  return [head, ...functions, ...tables].join('\n');
}

function describeTable(table: string, columns: readonly Column[], { constraints, indexes, triggers }: Rules): string {
  const lines = [
    ...columns.map(describeColumn),
    ...constraints.map(({ name, definition }) => `CONSTRAINT ${name} ${definition}`),
  ];
  const statements = [
    ...indexes.map(({ definition }) => `${definition.replace(' ON public.', ' ON ')};\n`),
    ...triggers.map(describeTrigger),
  ];
  const settings = columns[0]?.settings ? ` WITH (${columns[0].settings})` : '';
  return `CREATE TABLE ${table} (\n  ${lines.join(',\n  ')}\n)${settings};\n${statements.join('')}`;
}

function describeTrigger({ table, name, definition, enabled }: Trigger): string {
  const made = definition.replace(' ON public.', ' ON ').replace(' EXECUTE FUNCTION public.', ' EXECUTE FUNCTION ');
  return `${made};\n${enabled ? '' : `ALTER TABLE ${table} DISABLE TRIGGER ${name};\n`}`;
}

function describeColumn({ name, type, required, default: value }: Column): string {
  return `${name} ${type}${required ? ' NOT NULL' : ''}${value === null ? '' : ` DEFAULT ${value}`}`;
}
