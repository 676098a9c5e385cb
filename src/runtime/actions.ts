import { appendFileSync } from 'node:fs'
import { debug, error, group, info, notice, saveState, setOutput, setSecret, warning } from '@actions/core'
import { messageOf } from '../errors/action-error.ts'
import type { Outputs } from '../outputs.ts'
import type { Environment } from './github.ts'
import type { Log } from './log.ts'
import type { Secrets } from './secrets.ts'
import { safeLines } from './text.ts'

/** The runner drops what a step says of a level beyond these, without a word. */
const MOST_ANNOTATIONS = 10

/** Outputs that are words and numbers of ours: a secret that is one of these says nothing there. */
const WORDS: ReadonlySet<string> = new Set([
  'result',
  'changed',
  'has-changes',
  'apis-total',
  'apis-updated',
  'apis-failed'
])

/** The log of the step, through the runner's commands. */
export function createActionsLog(secrets: Secrets): Log {
  const clean = (text: string): string => safeLines(secrets.scrub(text))
  const annotate = (level: 'notice' | 'warning') => {
    const say = { notice, warning }[level]
    let count = 0
    return (text: string): void => {
      count++
      if (count < MOST_ANNOTATIONS) say(clean(text))
      else if (count === MOST_ANNOTATIONS) say(clean(`${text}\nThe log has any further ${level}s.`))
      else info(clean(`${level}: ${text}`))
    }
  }
  return {
    info: text => info(clean(text)),
    debug: text => debug(clean(text)),
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: (text, title, place) =>
      error(clean(text), {
        title: clean(title),
        ...(place === undefined
          ? {}
          : { file: clean(place.file), startLine: place.line, startColumn: place.column })
      }),
    group: (title, phase) => group(clean(title), phase)
  }
}

export function createActionsOutputs(log: Log, secrets: Secrets, env: Environment): Outputs {
  return {
    set(name, value) {
      try {
        demandFile(env, 'GITHUB_OUTPUT')
        setOutput(name, WORDS.has(name) ? value : secrets.scrub(value))
      } catch (error) {
        log.warning(`the output ${name} could not be written: ${messageOf(error)}`)
      }
    }
  }
}

export function maskInLog(value: string): void {
  setSecret(value)
}

/** Leaves values for the post step. Throws where that is not possible. */
export function createStateSaver(env: Environment): (name: string, value: string) => void {
  return (name, value) => {
    demandFile(env, 'GITHUB_STATE')
    saveState(name, value)
  }
}

/** Without its file, core prints a command instead, by which the runner fails the step. */
function demandFile(
  env: Environment,
  variable: 'GITHUB_OUTPUT' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY'
): string {
  const file = env[variable] ?? ''
  if (file === '') throw new Error(`${variable} is not set`)
  return file
}

/** Adds markdown to the job summary. Throws where that is not possible. */
export function createSummaryWriter(env: Environment): (markdown: string) => void {
  return markdown => appendFileSync(demandFile(env, 'GITHUB_STEP_SUMMARY'), `${markdown}\n`)
}
