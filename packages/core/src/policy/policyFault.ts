/** A rule across fields that a document breaks; `path` leads into the document. */
export interface PolicyFault {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}
