/** Does the work in one tab at a time: the one that holds the lock of this name. Where browsers have no locks, at once. */
export async function inOneTab<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Typed as always there, but browsers offer locks only on https and localhost.
  const locks = navigator.locks as LockManager | null | undefined;
  return locks ? await locks.request(name, work) : await work();
}
