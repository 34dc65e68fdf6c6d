import type { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { dispatchInto } from '../../client/editor/binding/binding'
import { Peer, type PeerEditor } from './peer'

/** A person with a real editor in the window of a browser. */
export class ViewPeer extends Peer {
  get view(): EditorView {
    return this.editor as EditorView
  }

  protected override openEditor(state: EditorState): PeerEditor {
    const place = document.body.appendChild(document.createElement('div'))
    const view: EditorView = new EditorView(place, {
      state,
      dispatchTransaction: (tr) => dispatchInto(view, this.binding, tr),
    })
    return view
  }

  /** Throws unless the window shows what a fresh editor would show of the same text, too. */
  override check(): void {
    super.check()
    const fresh = new EditorView(document.createElement('div'), { state: this.state })
    const [seen, wanted] = [this.view.dom.innerHTML, fresh.dom.innerHTML]
    fresh.destroy()
    if (seen !== wanted) throw new Error(`${this.name}: the window shows ${seen}, not ${wanted}`)
  }

  override close(): void {
    super.close()
    const place = this.view.dom.parentElement
    this.view.destroy()
    place?.remove()
  }
}
