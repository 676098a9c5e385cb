import { perform } from '../run.ts'
import type { Run } from '../run.ts'
import { NativeCalls } from './calls.ts'
import { cleanUpNative } from './clean-up.ts'
import { NATIVE_QUESTIONS } from './questions.ts'
import type { NativeQuestionId } from './questions.ts'
import { nativeScript } from './script.ts'
import { NativeSession } from './session.ts'
import type { NativeSessionOptions } from './session.ts'

/** Runs the script of Cloud-native API Gateway, and in any case deletes what it created. Never rejects. */
export function runNative(
  options: NativeSessionOptions,
  play: (session: NativeSession) => Promise<void> = nativeScript
): Promise<Run<NativeQuestionId>> {
  const { clock, own, send } = options
  const session = new NativeSession(options)
  return perform({
    transcript: session,
    caller: session.calls.caller,
    clock,
    questions: NATIVE_QUESTIONS,
    rate: 'native-rate-limits',
    play: () => play(session),
    // separate calls: what stops the script does not stop the cleaning up
    cleanUp: () => cleanUpNative({ calls: new NativeCalls({ send, clock, own }), own, clock })
  })
}
