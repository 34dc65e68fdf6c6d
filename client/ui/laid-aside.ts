/** What stood in the fields of a form, in their order. */
type Values = readonly string[]

const laidAside = new Map<string, Values>()

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const fieldsIn = (form: HTMLElement) => [...form.querySelectorAll<Field>('input, textarea, select')]

const isTicked = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type)

const valueOf = (field: Field) => (isTicked(field) ? String(field.checked) : field.value)

/**
 * Keeps what stands in a form that goes away without being finished, in the memory of this tab.
 *
 * @param key whose form it is, and which: nobody else gets what is in it
 */
export function layAside(key: string, form: HTMLElement): void {
  laidAside.set(key, fieldsIn(form).map(valueOf))
}

/** Puts back what was laid aside for a form, once, as if it were typed again. */
export function takeUp(key: string, form: HTMLElement): void {
  const values = laidAside.get(key) ?? []
  laidAside.delete(key)
  for (const [index, field] of fieldsIn(form).entries()) {
    const value = values[index]
    if (value !== undefined && value !== valueOf(field)) fill(field, value)
  }
}

function fill(field: Field, value: string): void {
  field.focus()
  if (isTicked(field)) return field.click()
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
}
