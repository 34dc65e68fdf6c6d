import type { DocumentId } from '../shared/ids'

/** How somebody comes to a text in order to write in it: having made it, or having just come in. */
export type Beginning = 'made' | 'joined'

let expected: { readonly documentId: DocumentId; readonly how: Beginning } | null = null

/** The person is on the way to a text in which they will begin to write. */
export function expectBeginning(documentId: DocumentId, how: Beginning): void {
  expected = { documentId, how }
}

/** How the person begins in a text, said once; null when they were not on the way to this one. */
export function takeBeginning(documentId: DocumentId): Beginning | null {
  const how = expected?.documentId === documentId ? expected.how : null
  expected = null
  return how
}
