import { connect } from './cloud/connect.ts'
import { BUG, messageOf } from './errors/action-error.ts'
import { helpLine } from './errors/help.ts'
import { createCommentService } from './github/comments.ts'
import { run } from './main.ts'
import { recover } from './post-step/recover.ts'
import {
  createActionsLog,
  createActionsOutputs,
  createStateSaver,
  createSummaryWriter,
  maskInLog
} from './runtime/actions.ts'
import { systemClock } from './runtime/clock.ts'
import { privateFiles } from './runtime/files.ts'
import { readGitHubContext } from './runtime/github.ts'
import { createExchange } from './runtime/http.ts'
import { createOtherProcess, keepHeapSmall, stopSignal } from './runtime/process.ts'
import { createSecrets } from './runtime/secrets.ts'
import './runtime/silence-node-debug.ts'

// Builds the real dependencies of the main and post steps. Both share one bundle: the entry files index.ts, native.ts
// and post.ts only select the step.

/** The post step ends within three minutes; the remaining time is for its report. */
const LONGEST_POST_MS = 160_000
const FINAL_REPORT_MS = 10_000

/**
 * The main step. Resolves to the exit code.
 * @param edition the action file that defines the inputs: action.yml or native/action.yml
 */
export async function runMain(edition: 'root' | 'native' = 'root'): Promise<number> {
  // before reading the manifest grows the heap
  if ((process.env['INPUT_MANIFEST'] ?? '') !== '') keepHeapSmall()
  const good = await run(
    {
      ...dependencies('The step failed', 1),
      stop: stopSignal(process),
      pid: process.pid,
      saveState: createStateSaver(process.env)
    },
    edition
  )
  return good ? 0 : 1
}

/** The post step of a main step that left a journal. It never fails the job, whose result is already determined. */
export async function runPost(journalPath: string): Promise<void> {
  const shared = dependencies('The outcome of the step is not known', 0)
  // without a reader, the outcome still goes to the summary
  process.stdout.on('error', () => undefined)
  await recover(journalPath, {
    ...shared,
    main: pid => createOtherProcess(pid),
    deadline: AbortSignal.timeout(LONGEST_POST_MS),
    lastWord: AbortSignal.timeout(LONGEST_POST_MS + FINAL_REPORT_MS)
  })
}

function dependencies(title: string, exitCode: number) {
  const secrets = createSecrets(maskInLog)
  const log = createActionsLog(secrets, process.env)
  process.on('uncaughtException', error => {
    try {
      log.flush()
      const [code, message] = ['InternalError', `${BUG}: ${messageOf(error)}`]
      const help = helpLine({ code, message }, readGitHubContext(process.env))
      log.error(`${message} [${code}]\n${help}`, title)
    } catch {
      // Node would print the error as it is, secrets included
      process.stdout.write('::error::a bug in this action; no details are available [InternalError]\n')
    }
    process.exit(exitCode)
  })
  return {
    env: process.env,
    clock: systemClock,
    log,
    outputs: createActionsOutputs(log, secrets, process.env),
    secrets,
    files: privateFiles,
    writeSummary: createSummaryWriter(process.env),
    comments: createCommentService(process.env, systemClock, secrets),
    network: { connect, createExchange }
  }
}
