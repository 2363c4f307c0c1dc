// Time that passes as soon as nobody has anything left to do.

/** @import { Timers } from "../../functions/api/static/client/types.js" */

export class Clock {
  #now = 0;
  #next = 1;
  /** @type {Map<number, { at: number, callback: () => void }>} */
  #set = new Map();

  /** @type {Timers} */
  timers = {
    set: (callback, ms) => {
      this.#set.set(this.#next, { at: this.#now + ms, callback });
      return this.#next++;
    },
    clear: (timer) => void this.#set.delete(timer),
    now: () => this.#now,
  };

  get now() {
    return this.#now;
  }

  /** How many timers are set. */
  get waiting() {
    return this.#set.size;
  }

  /**
   * What the promise gives, with as much time passing as it needs.
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>}
   */
  async until(promise) {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (let idle = 0; idle < 50; idle += 1) {
      await settled();
      if (isSettled) return promise;
      if (this.#fire()) idle = 0;
    }
    throw new Error("It waits for something that is no time");
  }

  /**
   * Let so much time pass.
   * @param {number} ms
   */
  async pass(ms) {
    const end = this.#now + ms;
    do await settled();
    while (this.#fire(end));
    this.#now = end;
    await settled();
  }

  /** @param {number} [end] */
  #fire(end = Number.POSITIVE_INFINITY) {
    const [first] = [...this.#set].sort(([, one], [, other]) => one.at - other.at);
    if (!first || first[1].at > end) return false;
    this.#set.delete(first[0]);
    this.#now = Math.max(this.#now, first[1].at);
    first[1].callback();
    return true;
  }
}

/** Everything that does not wait for time is done. */
export async function settled() {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
