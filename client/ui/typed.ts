type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What somebody typed or chose in the fields of a form, as against what stood there before. Looking for something is neither. */
export class Typed {
  readonly #before = new Map<Field, string>()
  readonly #touched = new Set<Field>()

  /** Whether closing the form would lose something. */
  get hasChanged(): boolean {
    return [...this.#touched].some(
      (field) => !field.isConnected || valueOf(field) !== this.#before.get(field),
    )
  }

  /** Keeps watch over the fields in an element, also over those that come later; call the result to stop. */
  watch(form: HTMLElement): () => void {
    const life = new AbortController()
    const { signal } = life
    const come = ({ target }: Event) => {
      if (isField(target) && !this.#before.has(target)) this.#before.set(target, valueOf(target))
    }
    const touch = ({ target }: Event) => {
      if (isField(target)) this.#touched.add(target)
    }
    form.addEventListener('focusin', come, { signal })
    form.addEventListener('input', touch, { signal })
    return () => life.abort()
  }
}

const isField = (target: EventTarget | null): target is Field =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && target.type !== 'search')

const valueOf = (field: Field): string =>
  field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)
    ? String(field.checked)
    : field.value
