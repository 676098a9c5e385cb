import type { Definition } from '../model/definition.ts'
import { redact } from '../model/redact.ts'
import { cut, oneLine } from '../runtime/text.ts'
import type { Live } from '../targets/kind.ts'
import type { Write } from '../targets/writers.ts'
import type { Plan } from './plan.ts'

/** The service takes no longer description. */
const LONGEST_DESCRIPTION = 180

/** What a plan sends. */
export function writeOf(plan: Plan): Write {
  const { target, backendType, backendModelId, data } = plan
  return { target, backendType, backendModelId, data, description: descriptionOf(plan) }
}

/** The author's description as it is; the default one, cut, with the digits that say whose write it is. */
function descriptionOf(plan: Plan): string | undefined {
  const text = plan.target.description?.text
  const writeId = writeIdOf(plan)
  if (text === undefined || writeId === undefined) return text
  return `${cut(text, LONGEST_DESCRIPTION - writeId.length - 1).trimEnd()}${writeId}`
}

/** What the description of this plan's write ends with; `undefined` where it has no digits of its own. */
export function writeIdOf({ target, writeId }: Plan): string | undefined {
  const { description } = target
  return description === undefined || description.givenByAuthor || writeId === undefined
    ? undefined
    : ` ${writeId}`
}

/** The previous, the desired and the live definition, redacted, on one line. */
export function describeDifference({ live, data }: Plan, now: Live | undefined): string {
  const show = (definition: Definition | undefined): string =>
    definition === undefined ? 'none' : JSON.stringify(redact(definition))
  return oneLine(
    `the previous definition was ${show(live?.definition)}, this step sent ${show(data)}, and live is ${show(now?.definition)}`
  )
}
