import * as core from '@actions/core'
import { messageOf } from '../errors.ts'
import type { Outputs } from '../outputs.ts'
import type { Log } from './log.ts'
import type { Secrets } from './secrets.ts'
import { safeLines } from './text.ts'

/** The log of the step, through the runner's commands. */
export function createActionsLog(secrets: Secrets): Log {
  const clean = (text: string): string => safeLines(secrets.scrub(text))
  return {
    info: text => core.info(clean(text)),
    debug: text => core.debug(clean(text)),
    notice: text => core.notice(clean(text)),
    warning: text => core.warning(clean(text)),
    error: (text, title) => core.error(clean(text), { title: clean(title) }),
    group: (title, phase) => core.group(clean(title), phase)
  }
}

export function createActionsOutputs(log: Log, secrets: Secrets): Outputs {
  return {
    set(name, value) {
      try {
        core.setOutput(name, secrets.scrub(value))
      } catch (error) {
        log.warning(`the output ${name} could not be written: ${messageOf(error)}`)
      }
    }
  }
}

export function maskInLog(value: string): void {
  core.setSecret(value)
}

/** Leaves a value for the post step. */
export function saveState(name: string, value: string): void {
  core.saveState(name, value)
}

/** Adds markdown to the job summary. */
export async function writeSummary(markdown: string): Promise<void> {
  await core.summary.addRaw(markdown, true).write()
}
