import * as Y from 'yjs'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { openText } from '../../shared/text/flat'
import { changesBetween } from '../collab/reading'
import { Unsaved } from '../collab/unsaved'
import { TextEditor } from './editor'

/** Keys after which the browser has learnt what most of them cost it. */
const KEYS = 12

const TEXT: readonly ProvisionSource[] = [
  { id: 'first', kind: 'preambular', runs: ['Recalling'] },
  { id: 'second', kind: 'operative', runs: ['Affirms'] },
]

let isRehearsed = false

/**
 * Types some letters into a text that nobody sees, is stored nowhere and goes when it is done, while the page rests:
 * what runs for the first time takes several times as long, and the first key of the person would pay for it. Done once
 * in a page, a key at a time, and not any more when the person begins.
 *
 * @returns stops it
 */
export function rehearse(): () => void {
  // not every browser says when it rests
  if (isRehearsed || !('requestIdleCallback' in window)) return () => {}
  isRehearsed = true
  const keys = typedKeys()
  let next = 0
  const stop = () => {
    cancelIdleCallback(next)
    removeEventListener('keydown', stop, { capture: true })
    keys.return()
  }
  const goOn = () => {
    if (keys.next().done) stop()
    else next = requestIdleCallback(goOn)
  }
  next = requestIdleCallback(goOn)
  addEventListener('keydown', stop, { capture: true })
  return stop
}

function* typedKeys(): Generator<void, void> {
  const doc = new Y.Doc()
  const text = openText(doc)
  compose(text, TEXT, text.length, null)
  const nothing = () => {}
  const place = document.createElement('div')
  const editor = new TextEditor({
    place,
    layer: document.createElement('div'),
    replica: { text, connection: null, online: false, unsaved: new Unsaved(), record: changesBetween },
    lockLabel: () => ({ said: '', onPaper: '' }),
    personOf: () => undefined,
    attributes: {},
    onUpdate: nothing,
    onLabels: nothing,
    onHindered: nothing,
    onMoved: nothing,
    onLevelled: nothing,
    onCleaned: nothing,
    onNoteRemoved: nothing,
  })
  try {
    editor.setEditable(true)
    for (let key = 0; key < KEYS; key += 1) {
      yield
      // as the browser does it: the editor hears of it when the page is told what changed
      const words = editor.view.dom.lastElementChild?.firstChild
      if (words instanceof Text) words.appendData('x')
    }
    yield
  } finally {
    editor.close()
    doc.destroy()
  }
}
