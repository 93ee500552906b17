/** Keeping a long sending small. @module */

/** Bytes that are asked for and never touched. */
const PRESSURE = 128 * 1_024 * 1_024;
/** Collecting goes on in small tasks, which a page that works without a pause puts off: 250 MiB and more were seen. */
const PAUSE_MS = 10;

/**
 * Make the browser collect its garbage, and leave it the time. fetch() copies each body, and the copies stay until a
 * collection, which begins when scripts have asked for much memory; the copies are not counted. So much is asked for.
 * Nothing is written there, so no machine has to find it.
 */
export async function collectGarbage() {
  try {
    new ArrayBuffer(PRESSURE);
  } catch {
    // a small device says no: it will have collected what it could before that
  }
  await new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MS);
  });
}
