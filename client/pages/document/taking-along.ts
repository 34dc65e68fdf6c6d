import type { EditorView } from 'prosemirror-view'
import { directionOf, type Language } from '../../../shared/languages'

/** What a text says, for the clipboard of any program: with its structure, and as words alone. */
export function wholeTextOf(view: EditorView): { readonly html: string; readonly text: string } {
  const { doc } = view.state
  const { dom, text } = view.serializeForClipboard(doc.slice(0, doc.content.size))
  return { html: dom.innerHTML, text }
}

/** A text as a page of its own, which browsers and word processors open. */
export function fileOf(
  view: EditorView,
  { title, language }: { readonly title: string | null; readonly language: Language | null },
): Blob {
  const page = document.implementation.createHTMLDocument(title ?? '')
  page.documentElement.lang = language ?? ''
  page.documentElement.dir = language ? directionOf(language) : 'auto'
  const charset = page.createElement('meta')
  charset.setAttribute('charset', 'utf-8')
  page.head.prepend(charset)
  page.body.innerHTML = wholeTextOf(view).html
  return new Blob(['<!doctype html>\n', page.documentElement.outerHTML], { type: 'text/html' })
}
