import { messageOf } from '../errors/action-error.ts'
import type { Outputs } from '../outputs.ts'
import type { PrivateFiles } from '../runtime/files.ts'
import type { Log } from '../runtime/log.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { createAnnotationsSink } from './sinks/annotations.ts'
import { createCommentSink } from './sinks/comment.ts'
import type { CommentService } from './sinks/comment.ts'
import { createOutputsSink } from './sinks/outputs.ts'
import type { Sink, View } from './sinks/sink.ts'
import { createSummarySink } from './sinks/summary.ts'

/** What the sinks write with. */
export interface SinkTools {
  readonly log: Log
  readonly outputs: Outputs
  readonly secrets: Secrets
  readonly files: PrivateFiles
  /** Adds markdown to the job summary. */
  readonly writeSummary: (markdown: string) => void
  /** Reaches the pull requests of the server that the job runs on. */
  readonly comments: CommentService
}

/** Every sink that a step may use, in the order in which they are served: what later steps act on first, what needs the network last. */
export function createSinks(step: 'main' | 'post', tools: SinkTools): readonly Sink[] {
  return [
    // nobody reads the outputs of a post step
    ...(step === 'main' ? [createOutputsSink(tools)] : []),
    createAnnotationsSink(tools),
    createSummarySink(tools),
    createCommentSink(tools)
  ]
}

/** Serves each sink, whatever becomes of the others. Never rejects. */
export async function publish(view: View, sinks: readonly Sink[], log: Log): Promise<void> {
  for (const sink of sinks) {
    try {
      await sink.publish(view)
    } catch (error) {
      log.warning(`the ${sink.name} could not be written: ${messageOf(error)}`)
    }
  }
}
