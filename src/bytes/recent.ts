/** Keeps the values that were used last, so that what they hold does not grow with what there is. */

/** @param capacity values held at most  @param make a value that is not held; a promise that fails is not kept */
export function recent<T>(capacity: number, make: (key: number) => T): (key: number) => T {
  const held = new Map<number, T>();
  return (key) => {
    let value = held.get(key);
    if (value === undefined) {
      const made = make(key);
      if (made instanceof Promise)
        made.catch(() => {
          if (held.get(key) === made) held.delete(key);
        });
      value = made;
    }
    // the last one set is the first in use
    held.delete(key);
    held.set(key, value);
    if (held.size > capacity) held.delete(held.keys().next().value!);
    return value;
  };
}
