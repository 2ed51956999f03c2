/** A path as seen from a folder, where it lies below it; as it is elsewhere. Pure. */
export const shortPath = (folder: string, path: string): string =>
  path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
