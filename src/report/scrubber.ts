import { ActionError, InputError } from '../errors/action-error.ts'
import { RESULTS } from '../rollout/outcome.ts'
import type { Secrets } from '../runtime/secrets.ts'

// A secret may equal one of this action's own words. Plain names of members are left as they are: no escaping can hide a
// secret in them from the search of the whole text. So are results, which reveal nothing.
const NAME = /^[a-z][a-zA-Z]*$/
const WORDS: ReadonlySet<string> = new Set(RESULTS)

/** Returns the value with the secrets masked in every text. */
export type Scrubber = <T>(value: T) => T

/**
 * Pages are made of scrubbed values alone: once a text is escaped or cut, a secret in it is no longer recognized,
 * although the page may still show it. A scrubber can be reused for values that have much in common, as long as no
 * secret is added.
 */
export function createScrubber({ scrub }: Pick<Secrets, 'scrub'>): Scrubber {
  // texts repeat, such as groups of APIs; a value that is used twice stays one object; and what holds no secret, like
  // most values, is not copied
  const texts = new Map<string, string>()
  const copies = new Map<object, unknown>()
  const textOf = (text: string): string => {
    if (WORDS.has(text)) return text
    const known = texts.get(text)
    if (known !== undefined) return known
    const clean = scrub(text)
    texts.set(text, clean)
    return clean
  }
  const copyOf = (one: unknown): unknown => {
    if (typeof one === 'string') return textOf(one)
    if (typeof one !== 'object' || one === null) return one
    const known = copies.get(one)
    if (known !== undefined) return known
    const copy = copyOfObject(one)
    copies.set(one, copy)
    return copy
  }
  const copyOfObject = (one: object): unknown => {
    if (Array.isArray(one)) {
      const items = one.map(copyOf)
      return items.some((item, index) => item !== one[index]) ? items : one
    }
    if (one instanceof InputError) return new InputError(copyOf(one.problems) as InputError['problems'])
    if (one instanceof ActionError) {
      const { brief, code, message, advice, requestId, rollbackError } = one
      return new ActionError(code, textOf(message), {
        ...(copyOf(advice) as ActionError['advice']),
        brief: copyOf(brief) as string | undefined,
        requestId: copyOf(requestId) as string | undefined,
        rollbackError: copyOf(rollbackError) as ActionError['rollbackError']
      })
    }
    // a URL and other class instances are never shown as they are
    if (Object.getPrototypeOf(one) !== Object.prototype) return one
    const members = one as Readonly<Record<string, unknown>>
    const keys = Object.keys(members)
    let copied: [string, unknown][] | undefined
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] ?? ''
      const child = members[key]
      const newKey = NAME.test(key) ? key : textOf(key)
      const newChild = copyOf(child)
      if (copied === undefined && (newKey !== key || newChild !== child)) {
        copied = keys.slice(0, index).map(before => [before, members[before]])
      }
      copied?.push([newKey, newChild])
    }
    return copied === undefined ? one : Object.fromEntries(copied)
  }
  return <T>(value: T) => copyOf(value) as T
}
