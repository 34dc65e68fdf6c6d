import type { ProvisionId } from '../../../shared/ids'
import type { TextEditor } from '../../editor/editor'
import { nodes, schema } from '../../../shared/text/schema'
import { wordsOf } from '../../collab/merge'

/**
 * Makes a provision say kept words again, changing only the words that differ; it can be undone like typing.
 *
 * @returns whether the provision was there to change
 */
export function putBack(editor: TextEditor, provisionId: ProvisionId, text: string): boolean {
  const { state } = editor.view
  let at: { pos: number; present: string } | null = null
  state.doc.descendants((node, pos) => {
    const isMeant = node.type === nodes.provision && node.attrs.id === provisionId
    if (isMeant) at = { pos, present: node.textBetween(0, node.content.size, undefined, '\uFFFC') }
    return !node.isTextblock
  })
  if (at === null) return false
  const { pos, present }: { pos: number; present: string } = at
  const [start, end] = differing(present, text)
  const from = pos + 1 + start
  const to = pos + 1 + present.length - end
  const words = text.slice(start, text.length - end)
  const { tr } = state
  if (words === '') tr.delete(from, to)
  else tr.replaceWith(from, to, schema.text(words, state.doc.resolve(from).marks()))
  editor.view.dispatch(tr.scrollIntoView())
  return true
}

/** Lengths of the common beginning and end of two texts, cut between words. */
function differing(a: string, b: string): [start: number, end: number] {
  const [old, fresh] = [wordsOf(a), wordsOf(b)]
  let start = 0
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1
  let end = 0
  const most = Math.min(old.length, fresh.length) - start
  while (end < most && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end += 1
  const lengthOf = (words: readonly string[]) => words.join('').length
  return [lengthOf(old.slice(0, start)), lengthOf(old.slice(old.length - end))]
}
