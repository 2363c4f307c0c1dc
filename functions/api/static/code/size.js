/**
 * So many bytes, for a person.
 * @param {number} bytes
 */
export function size(bytes) {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} KB`;
}
