import { messageOf } from '../src/errors/action-error.ts'
import { formatDuration } from '../src/runtime/clock.ts'
import type { Clock } from '../src/runtime/clock.ts'
import type { Caller } from './caller.ts'
import { Interrupted } from './caller.ts'
import { Calls } from './calls.ts'
import { cleanUp } from './clean-up.ts'
import type { Leftover } from './clean-up.ts'
import { QUESTIONS } from './questions.ts'
import type { QuestionId } from './questions.ts'
import { script } from './script.ts'
import { Session } from './session.ts'
import type { SessionOptions } from './session.ts'
import { CannotContinue } from './transcript.ts'
import type { Check, Step, Transcript } from './transcript.ts'

/** The result of running a script and cleaning up after it. */
export interface Run<Question extends string = QuestionId> {
  readonly steps: readonly Step[]
  readonly checks: readonly Check[]
  readonly answers: Readonly<Record<Question, string>>
  /** Why the script stopped early; `undefined` if it completed. */
  readonly endedEarly: string | undefined
  readonly interrupted: boolean
  readonly leftovers: readonly Leftover[]
}

/** Runs the script of API Gateway, and in any case deletes what it created. Never rejects. */
export function run(
  options: SessionOptions,
  play: (session: Session) => Promise<void> = script
): Promise<Run> {
  const { clock, own, send } = options
  const session = new Session(options)
  return perform({
    transcript: session,
    caller: session.calls.caller,
    clock,
    questions: QUESTIONS,
    rate: 'rate-limits',
    play: () => play(session),
    // separate calls: what stops the script does not stop the cleaning up
    cleanUp: () => cleanUp({ calls: new Calls({ send, clock, own }), own, clock })
  })
}

export interface Performance<Question extends string> {
  readonly transcript: Transcript<Question>
  readonly caller: Caller
  readonly clock: Clock
  readonly questions: Readonly<Record<Question, string>>
  /** The question about rate limits. */
  readonly rate: Question
  readonly play: () => Promise<void>
  readonly cleanUp: () => Promise<Leftover[]>
}

/** Runs a script, and then cleans up even if it stopped early. Never rejects. */
export async function perform<Question extends string>({
  transcript,
  caller,
  clock,
  questions,
  rate,
  play,
  cleanUp
}: Performance<Question>): Promise<Run<Question>> {
  const startedAt = clock.now()
  let endedEarly: string | undefined
  let interrupted = false
  try {
    await play()
  } catch (error) {
    interrupted = error instanceof Interrupted
    endedEarly = interrupted
      ? 'interrupted'
      : error instanceof CannotContinue
        ? error.message
        : `internal error: ${messageOf(error)}`
  }
  const times = caller.throttled === 0 ? 'none were throttled' : `${caller.throttled} were throttled`
  transcript.learn(
    rate,
    `of ${caller.count} sequential calls in ${formatDuration(clock.now() - startedAt)}, ${times}`
  )
  const leftovers = await cleanUp()
  const { steps, checks } = transcript
  const ids = Object.keys(questions) as Question[]
  const answers = Object.fromEntries(ids.map(id => [id, transcript.answerTo(id)])) as Record<Question, string>
  return { steps, checks, answers, endedEarly, interrupted, leftovers }
}
