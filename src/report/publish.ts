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

/** What the sinks use. */
export interface SinkTools {
  readonly log: Log
  readonly outputs: Outputs
  readonly secrets: Secrets
  readonly files: PrivateFiles
  /** Appends Markdown to the job summary. */
  readonly writeSummary: (markdown: string) => void
  /** Writes to pull requests on the server that runs the job. */
  readonly comments: CommentService
}

/** Every sink in order: first what later steps use, last what needs the network. */
export function createSinks(step: 'main' | 'post', tools: SinkTools): readonly Sink[] {
  return [
    // a post step cannot set outputs
    ...(step === 'main' ? [createOutputsSink(tools)] : []),
    createAnnotationsSink(tools),
    createSummarySink(tools),
    createCommentSink(tools)
  ]
}

/** Publishes to each sink, even if others fail. Never rejects. */
export async function publish(view: View, sinks: readonly Sink[], log: Log): Promise<void> {
  for (const sink of sinks) {
    try {
      await sink.publish(view)
    } catch (error) {
      log.warning(`the ${sink.name} could not be written: ${messageOf(error)}`)
    }
  }
}
