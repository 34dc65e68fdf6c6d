/**
 * What a field shows after its form was read once more: what was typed into it, or what stands there now where nothing
 * was.
 *
 * @param given what the field showed at first
 */
export function refreshed<Value>(typed: Value, given: Value, now: Value): Value {
  return typed === given ? now : typed
}
