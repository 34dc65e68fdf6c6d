let heard = $state.raw<{ readonly text: string }>({ text: '' })

/** The last thing announced; a new object each time, so that the same words are read out again. Reactive. */
export function lastAnnounced(): { readonly text: string } {
  return heard
}

/** Tells people who listen to the screen what happened, after what they are hearing now. */
export function announce(text: string): void {
  heard = { text }
}
