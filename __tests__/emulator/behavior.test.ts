import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { NATIVE_QUESTIONS } from '../../conformance/native/questions.ts'
import { QUESTIONS } from '../../conformance/questions.ts'
import { STRICT_RULES } from '../../emulator/cloud/doubts.ts'
import { APIG, CLOUD_API, operationNames, STS } from '../../emulator/cloud/operations.ts'
import { DOUBT_NAMES } from '../../emulator/seed/read-doubts.ts'

const text = readFileSync(new URL('../../emulator/BEHAVIOR.md', import.meta.url), 'utf8')

interface Line {
  readonly section: string
  readonly rule: string
  readonly source: string
  readonly certainty: string
  readonly switches: readonly string[]
  readonly questions: readonly string[]
}

const SOURCES = ['page', 'SDK', 'Terraform', 'program', 'inferred', 'emulator']
const CERTAINTIES = ['sure', 'likely', 'unsure', 'limit']

/** The texts in backticks. */
const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '')

function linesOf(markdown: string): Line[] {
  return markdown.split(/^## /m).flatMap(part => {
    const section = part.split('\n', 1)[0] ?? ''
    return part
      .split('\n')
      .filter(line => line.startsWith('|') && !/^\| rule \||^\|-/.test(line))
      .map(line => {
        const cells = line.split('|').map(cell => cell.trim())
        expect({ line, cells: cells.length }).toEqual({ line, cells: 7 })
        const [, rule = '', source = '', certainty = '', switches = '', questions = ''] = cells
        return { section, rule, source, certainty, switches: quoted(switches), questions: quoted(questions) }
      })
  })
}

const lines = linesOf(text)

test('each line has a rule, a source and a certainty', () => {
  expect(lines.length).toBeGreaterThan(60)
  const odd = lines.filter(
    ({ rule, source, certainty }) =>
      rule === '' || !SOURCES.includes(source) || !CERTAINTIES.includes(certainty)
  )
  expect(odd).toEqual([])
  // choices of the emulator are limits, and nothing else is
  expect(
    lines.filter(({ source, certainty }) => (source === 'emulator') !== (certainty === 'limit'))
  ).toEqual([])
})

test('each operation has a section', () => {
  const sections = new Set(lines.map(({ section }) => section))
  const names = [...operationNames(CLOUD_API), ...operationNames(STS), ...operationNames(APIG)]
  expect(names.filter(name => !sections.has(name))).toEqual([])
  const operations = [...sections].filter(section =>
    /^(Create|Modify|Update|Delete|Deploy|Undeploy|Describe|List|Get|Assume)/.test(section)
  )
  expect(operations.toSorted()).toEqual(names.toSorted())
})

test('each switch of the seed has a line, and there are no others', () => {
  const switches = [
    ...STRICT_RULES.map(rule => `strict: ${rule}`),
    ...DOUBT_NAMES.map(name => `doubts: ${name}`),
    'throttle'
  ]
  const named = new Set(lines.flatMap(line => line.switches))
  expect([...named].toSorted()).toEqual(switches.toSorted())
})

test('the README describes each switch', () => {
  const readme = readFileSync(new URL('../../emulator/README.md', import.meta.url), 'utf8')
  const missing = [...STRICT_RULES, ...DOUBT_NAMES].filter(name => !readme.includes(`\n| \`${name}\` | `))
  expect(missing).toEqual([])
})

test('rules with a switch are unsure', () => {
  const isSure = ({ switches, certainty }: Line) =>
    switches.some(name => name !== 'throttle') && certainty !== 'unsure'
  expect(lines.filter(isSure)).toEqual([])
})

test("unsure rules have a question, and the conformance kit's questions are exactly those", () => {
  const unsure = lines.filter(({ certainty }) => certainty === 'unsure')
  expect(unsure.filter(({ questions }) => questions.length === 0)).toEqual([])
  const asked = new Set(unsure.flatMap(({ questions }) => questions))
  expect([...asked].toSorted()).toEqual(
    [...Object.keys(QUESTIONS), ...Object.keys(NATIVE_QUESTIONS)].toSorted()
  )
  const others = lines.flatMap(({ questions }) => questions).filter(name => !asked.has(name))
  expect(others).toEqual([])
})
