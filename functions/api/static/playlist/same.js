/** Which songs are in more than one list. */

/** @import { List, Track } from "./types.js" */

/**
 * The same for every usual spelling of a song. The server, which refuses a song twice, knows more of them.
 * @param {Track} track
 */
export function songOf({ artist, title }) {
  const bare = title.replace(/\s*[([](feat|ft|\d*\s*(re-?)?master|live|radio edit).*?[)\]]/gi, "");
  return [artist, bare].map((text) => plain(text) || text).join("\n");
}

/** @param {string} text */
function plain(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/^the\s|[^\p{L}\p{N}]/gu, "");
}

/**
 * For each song that several lists have: where it is.
 * @param {Record<string, List>} providers
 * @returns {Map<string, { provider: string, index: number }[]>}
 */
export function shared(providers) {
  const places = new Map();
  for (const [provider, { tracks }] of Object.entries(providers)) {
    tracks.forEach(({ track }, index) => {
      const song = songOf(track);
      places.set(song, [...(places.get(song) ?? []), { provider, index }]);
    });
  }
  for (const [song, found] of places) if (found.length < 2) places.delete(song);
  return places;
}
