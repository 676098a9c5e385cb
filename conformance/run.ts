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
import { CannotGoOn } from './transcript.ts'
import type { Check, Step, Transcript } from './transcript.ts'

/** One run of a script and of what clears up after it. */
export interface Run<Question extends string = QuestionId> {
  readonly steps: readonly Step[]
  readonly checks: readonly Check[]
  readonly answers: Readonly<Record<Question, string>>
  /** Why it ended before the script did; `undefined` when the script was run to its end. */
  readonly endedEarly: string | undefined
  readonly interrupted: boolean
  readonly leftovers: readonly Leftover[]
}

/** Runs the script of API Gateway, and deletes whatever it has made, however it ended. Never rejects. */
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
    // its own calls: what ends the script does not end the cleaning up
    cleanUp: () => cleanUp({ calls: new Calls({ send, clock, own }), own, clock })
  })
}

export interface Performance<Question extends string> {
  readonly transcript: Transcript<Question>
  readonly caller: Caller
  readonly clock: Clock
  readonly questions: Readonly<Record<Question, string>>
  /** The question of the limits of rate. */
  readonly rate: Question
  readonly play: () => Promise<void>
  readonly cleanUp: () => Promise<Leftover[]>
}

/** Plays a script to its end or its early end, and then cleans up. Never rejects. */
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
      : error instanceof CannotGoOn
        ? error.message
        : `a fault of the kit: ${messageOf(error)}`
  }
  const times = caller.throttled === 0 ? 'none was throttled' : `${caller.throttled} were throttled`
  transcript.learn(
    rate,
    `of ${caller.count} calls in ${formatDuration(clock.now() - startedAt)}, one after the other, ${times}`
  )
  const leftovers = await cleanUp()
  const { steps, checks } = transcript
  const ids = Object.keys(questions) as Question[]
  const answers = Object.fromEntries(ids.map(id => [id, transcript.answerTo(id)])) as Record<Question, string>
  return { steps, checks, answers, endedEarly, interrupted, leftovers }
}
