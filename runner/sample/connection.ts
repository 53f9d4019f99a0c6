import { Socket } from 'node:net';
import { Client } from 'pg';
import type { DatabaseAddress } from '../model/stack.ts';

/** A row by column name; every value is the text that the server sent, so that `numeric` and `int` read alike. */
export type Row = Readonly<Record<string, string | null>>;

/** One connection that opens itself when it is needed and again after it broke. */
export interface KeptConnection {
  /**
   * Rows of one statement, sent as a simple query (PgBouncer's console knows no other). Not for concurrent use.
   * Rejects when it cannot connect, when the statement fails, or after five seconds; the next call then starts anew.
   */
  rows(sql: string): Promise<readonly Row[]>;
  /** Takes a second at most: a server that hangs does not answer a goodbye either. */
  close(): Promise<void>;
}

/** Long enough for a log-in on a busy machine; a connection that is silent for longer is replaced. */
const giveUpMs = 5000;
const goodbyeMs = 1000;
const asText = { getTypeParser: () => (value: string) => value };

/** Opens nothing yet. */
export function keepConnection(address: DatabaseAddress): KeptConnection {
  let client: Open | null = null;
  let closed = false;
  const open = async (): Promise<Open> => {
    const opened = makeClient(address);
    // An idle connection that dies says so here; without a listener the process would end.
    opened.client.on('error', () => {
      if (client === opened) client = null;
    });
    await connect(opened);
    client = opened;
    if (closed) await drop();
    return opened;
  };
  const drop = async (): Promise<void> => {
    const dropped = client;
    client = null;
    if (dropped !== null) await sayGoodbye(dropped);
  };
  return {
    async rows(sql) {
      try {
        const connected = (client ?? (await open())).client;
        return (await withinMs(giveUpMs, connected.query<Record<string, string | null>>(sql))).rows;
      } catch (error) {
        void drop();
        throw error;
      }
    },
    async close() {
      closed = true;
      await drop();
    },
  };
}

/** A client with the socket that it uses, which pg keeps to itself. */
interface Open {
  readonly client: Client;
  readonly socket: Socket;
}

function makeClient(address: DatabaseAddress): Open {
  const socket = new Socket();
  const client = new Client({
    ...address,
    // So that a person who looks knows whose it is.
    application_name: 'poolproof sampler',
    types: asText,
    connectionTimeoutMillis: giveUpMs,
    stream: () => socket,
  });
  return { client, socket };
}

async function connect(opened: Open): Promise<void> {
  try {
    await opened.client.connect();
  } catch (error) {
    // One that failed on our side (no password) would stay open until the server gives up on it, a minute in PgBouncer.
    void sayGoodbye(opened);
    throw error;
  }
}

/** Ends the session; with a query under way, or without an answer in time, only the socket. */
async function sayGoodbye({ client, socket }: Open): Promise<void> {
  await withinMs(goodbyeMs, client.end()).catch(() => {});
  socket.destroy();
}

/** Runs `use` with a connection that is closed afterwards. */
export async function withConnection<T>(
  address: DatabaseAddress,
  use: (connection: KeptConnection) => Promise<T>,
): Promise<T> {
  const connection = keepConnection(address);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

async function withinMs<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A column as a number. Throws when it is missing or no number: a reading is never made up. */
export function numberIn(row: Row, column: string): number {
  const text = row[column];
  if (text === undefined) throw new Error(`there is no column ${column}`);
  const value = Number(text);
  if (text === null || text === '' || !Number.isFinite(value)) throw new Error(`${column} is ${text}, not a number`);
  return value;
}

/** A column as text. Throws when it is missing or null. */
export function textIn(row: Row, column: string): string {
  const text = row[column];
  if (text === undefined || text === null) throw new Error(`there is no ${column}`);
  return text;
}
