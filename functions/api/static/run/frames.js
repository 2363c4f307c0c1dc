/** Work once a frame, however often it is asked for. */

// A tab that nobody sees has no frames: then this often, so that nothing piles up.
const UNSEEN_MS = 500;

/**
 * @param {() => void} work
 * @returns {{ ask: () => void, stop: () => void }}
 */
export function frames(work) {
  let frame = 0;
  let timer = 0;
  function stop() {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = timer = 0;
  }
  function run() {
    stop();
    work();
  }
  function ask() {
    if (timer) return;
    frame = requestAnimationFrame(run);
    timer = setTimeout(run, UNSEEN_MS);
  }
  return { ask, stop };
}
