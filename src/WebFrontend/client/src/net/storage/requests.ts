import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';

/**
 * What the app uses of the library `idb`, under its types and as it behaves: requests as promises. The library itself is kept for the
 * tests; it would take a fiftieth of what a first visit may load.
 */
export function openDatabase<S extends DBSchema>(
  name: string,
  version: number,
  on: {
    upgrade: (database: IDBPDatabase<S>, from: number) => void;
    /** Another tab brings a newer version, and waits for this one to close. */
    blocking: () => void;
    /** The browser has closed it. */
    terminated: () => void;
  },
): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = ({ oldVersion }) => on.upgrade(opening.result as unknown as IDBPDatabase<S>, oldVersion);
  return asked(opening).then((database) => {
    database.onversionchange = on.blocking;
    database.onclose = on.terminated;
    return database;
  });
}

/** A transaction; `done` is settled when it is committed or has failed. */
export function begin<S extends DBSchema, const N extends readonly StoreNames<S>[], M extends 'readonly' | 'readwrite'>(
  database: IDBDatabase,
  stores: N,
  mode: M,
): IDBPTransaction<S, N, M> {
  const transaction = database.transaction(stores as readonly string[] as string[], mode);
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('Aborted.', 'AbortError'));
  });
  const [first = ''] = transaction.objectStoreNames;
  const known: Record<PropertyKey, unknown> = { done, store: promising(transaction.objectStore(first)) };
  return promising(transaction, known) as IDBPTransaction<S, N, M>;
}

/** The same object, whose requests are promises. */
function promising(target: object, known: Record<PropertyKey, unknown> = {}): unknown {
  return new Proxy(target, {
    get(_, name) {
      if (name in known) return known[name];
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const result: unknown = member.apply(target, args);
        if (typeof result !== 'object' || result === null) return result;
        return 'onsuccess' in result ? asked(result as IDBRequest<unknown>) : promising(result);
      };
    },
  });
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The storage failed.'));
  });
