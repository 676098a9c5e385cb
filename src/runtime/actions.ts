import * as core from '@actions/core'
import { messageOf } from '../errors.ts'
import type { Outputs } from '../outputs.ts'
import type { Environment } from './github.ts'
import type { Log } from './log.ts'
import type { Secrets } from './secrets.ts'
import { safeLines } from './text.ts'

/** The runner drops what a step says of a level beyond these, without a word. */
const MOST_ANNOTATIONS = 10

/** The log of the step, through the runner's commands. */
export function createActionsLog(secrets: Secrets): Log {
  const clean = (text: string): string => safeLines(secrets.scrub(text))
  const annotate = (level: 'notice' | 'warning') => {
    let count = 0
    return (text: string): void => {
      count++
      if (count < MOST_ANNOTATIONS) core[level](clean(text))
      else if (count === MOST_ANNOTATIONS) core[level](clean(`${text}\nThe log has any further ${level}s.`))
      else core.info(clean(`${level}: ${text}`))
    }
  }
  return {
    info: text => core.info(clean(text)),
    debug: text => core.debug(clean(text)),
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: (text, title) => core.error(clean(text), { title: clean(title) }),
    group: (title, phase) => core.group(clean(title), phase)
  }
}

export function createActionsOutputs(log: Log, secrets: Secrets, env: Environment): Outputs {
  return {
    set(name, value) {
      try {
        demandFile(env, 'GITHUB_OUTPUT')
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

/** Leaves values for the post step. Throws where that is not possible. */
export function createStateSaver(env: Environment): (name: string, value: string) => void {
  return (name, value) => {
    demandFile(env, 'GITHUB_STATE')
    core.saveState(name, value)
  }
}

/** Without its file, core prints a command instead, by which the runner fails the step. */
function demandFile(env: Environment, variable: 'GITHUB_OUTPUT' | 'GITHUB_STATE'): void {
  if ((env[variable] ?? '') === '') throw new Error(`${variable} is not set`)
}

/** Adds markdown to the job summary. */
export async function writeSummary(markdown: string): Promise<void> {
  await core.summary.addRaw(markdown, true).write()
}
