import { redactText } from '../model/redact.ts'
import { keyOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { oneLine } from '../runtime/text.ts'

const LONGEST_TITLE = 120

/** Names a target by its title in the console, as text that is safe in any message. A title that contains a secret is not used. */
export function withTitle(target: Target, title: string): Target {
  const shown = oneLine(title, LONGEST_TITLE)
  if (shown === '' || redactText(title) !== title) return target
  const name = target.kind === 'backend' ? `${shown}/${target.stageName}` : shown
  return { ...target, key: keyOf(target), name }
}
