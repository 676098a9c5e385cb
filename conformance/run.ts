import { messageOf } from '../src/errors/action-error.ts'
import { formatDuration } from '../src/runtime/clock.ts'
import { Calls, Interrupted } from './calls.ts'
import { cleanUp } from './clean-up.ts'
import type { Leftover } from './clean-up.ts'
import { QUESTIONS } from './questions.ts'
import type { QuestionId } from './questions.ts'
import { script } from './script.ts'
import { CannotGoOn, Session } from './session.ts'
import type { Check, SessionOptions, Step } from './session.ts'

/** One run of the script and of what clears up after it. */
export interface Run {
  readonly steps: readonly Step[]
  readonly checks: readonly Check[]
  readonly answers: Readonly<Record<QuestionId, string>>
  /** Why it ended before the script did; `undefined` when the script was run to its end. */
  readonly endedEarly: string | undefined
  readonly interrupted: boolean
  readonly leftovers: readonly Leftover[]
}

/** Runs the script, and deletes whatever it has made, however it ended. Never rejects. */
export async function run(
  options: SessionOptions,
  play: (session: Session) => Promise<void> = script
): Promise<Run> {
  const { clock, own, send } = options
  const session = new Session(options)
  const startedAt = clock.now()
  let endedEarly: string | undefined
  let interrupted = false
  try {
    await play(session)
  } catch (error) {
    interrupted = error instanceof Interrupted
    endedEarly = interrupted
      ? 'interrupted'
      : error instanceof CannotGoOn
        ? error.message
        : `a fault of the kit: ${messageOf(error)}`
  }
  const { calls } = session
  const times = calls.throttled === 0 ? 'none was throttled' : `${calls.throttled} were throttled`
  session.learn(
    'rate-limits',
    `of ${calls.count} calls in ${formatDuration(clock.now() - startedAt)}, one after the other, ${times}`
  )
  // its own calls: what ends the script does not end the cleaning up
  const leftovers = await cleanUp({ calls: new Calls({ send, clock, own }), own, clock })
  const ids = Object.keys(QUESTIONS) as QuestionId[]
  const answers = Object.fromEntries(ids.map(id => [id, session.answerTo(id)])) as Record<QuestionId, string>
  return { steps: session.steps, checks: session.checks, answers, endedEarly, interrupted, leftovers }
}
