import { isJsonObject } from '../src/model/json.ts'
import type { Json } from '../src/model/json.ts'
import type { Step } from './transcript.ts'

/** One difference between the responses to a step. */
export interface Difference {
  readonly step: string
  /** `response`, or the path of a value in it. */
  readonly where: string
  readonly target: string
  readonly emulator: string
}

const NOT_CALLED = '(not called)'
const ABSENT = '(absent)'

/** Where the responses of the target and the emulator differ, in the order of the script. */
export function compare(target: readonly Step[], emulator: readonly Step[]): Difference[] {
  const steps = new Set([...target, ...emulator].map(({ step }) => step))
  const find = (run: readonly Step[], name: string) => run.find(({ step }) => step === name)
  return [...steps].flatMap(step => compareStep(step, find(target, step), find(emulator, step)))
}

function compareStep(step: string, target: Step | undefined, emulator: Step | undefined): Difference[] {
  const [one, other] = [outcome(target), outcome(emulator)]
  if (one !== other) return [{ step, where: 'response', target: one, emulator: other }]
  const [left, right] = [leavesOf(target?.body ?? {}), leavesOf(emulator?.body ?? {})]
  return [...new Set([...left.keys(), ...right.keys()])].flatMap(where => {
    const [mine, its] = [left.get(where) ?? ABSENT, right.get(where) ?? ABSENT]
    return mine === its ? [] : [{ step, where, target: mine, emulator: its }]
  })
}

function outcome(step: Step | undefined): string {
  if (step === undefined) return NOT_CALLED
  return step.code === '' ? `${step.status}` : `${step.status} ${step.code}`
}

/** Every value by path; an empty list or object is a value. */
function leavesOf(value: Json, path = ''): Map<string, string> {
  const children: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, item] as const)
    : isJsonObject(value)
      ? Object.entries(value).map(([key, item]) => [path === '' ? key : `${path}.${key}`, item] as const)
      : []
  if (children.length === 0) return new Map([[path, JSON.stringify(value)]])
  return new Map(children.flatMap(([childPath, child]) => [...leavesOf(child, childPath)]))
}
