import { readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import type { StepResult } from '../../step-runner/result.ts'
import { NEW_ADDRESS, OLD_ADDRESS, seedOf, withCloud } from '../support/cloud.ts'
import { withTemp } from '../support/left-behind.ts'
import { inputsFor, step } from '../support/step.ts'

const ESCAPE = '\u001b'
const [RED, GREEN, RESET] = [`${ESCAPE}[31m`, `${ESCAPE}[32m`, `${ESCAPE}[0m`]

/** A live definition with an escape sequence and a command of its own, in a key that the switch removes. */
const HOSTILE = String.raw`{ ServiceAddress: '${OLD_ADDRESS}', HttpTargetHostName: "a\e[32mb\n::error::c" }`

/** The bytes of the step that a person or a program reads, without the log. */
async function elsewhere(result: StepResult): Promise<string> {
  const files = [result.outputs['report-file'], result.outputs['plan-file']].flatMap(path => path ?? [])
  const texts = await Promise.all(files.map(path => readFile(path, 'utf8')))
  return [result.summary, ...Object.values(result.outputs), ...texts].join('\n')
}

test.each([
  ['in color', {}, [RED, GREEN, RESET]],
  ['in color if NO_COLOR is empty', { NO_COLOR: '' }, [RED, GREEN, RESET]],
  ['without color if NO_COLOR is set', { NO_COLOR: '1' }, ['', '', '']]
] as const)('shows the difference in the log %s', (_, env, [red, green, reset]) =>
  withTemp(temp =>
    withCloud(seedOf({ definition: HOSTILE }), async cloud => {
      const result = await step(inputsFor(cloud, { mode: 'plan' }), { env, temp })
      const lines = result.rawStdout.split(/\r?\n/)
      const at = lines.indexOf('  ServiceAddress')
      expect(lines.slice(at - 1, at + 5)).toEqual([
        'Changes',
        '  ServiceAddress',
        `    ${red}- ${OLD_ADDRESS}${reset}`,
        `    ${green}+ ${NEW_ADDRESS}${reset}`,
        '  HttpTargetHostName (removed: the definition omits it)',
        // the value's own escape sequence is text
        `    ${red}- a [32mb ::error::c${reset}`
      ])
      const colored = lines.filter(line => line.includes(ESCAPE))
      expect(colored).toHaveLength(red === '' ? 0 : 3)
      expect(colored.filter(line => /::|##\[/.test(line.replace('::error::c', '')))).toEqual([])
      expect(await elsewhere(result)).not.toContain(ESCAPE)
      expect(result.outputs['result']).toBe('planned')
    })
  )
)

test('colors the difference of an apply, and nothing else', () =>
  withTemp(temp =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud), { temp })
      const colored = result.rawStdout.split(/\r?\n/).filter(line => line.includes(ESCAPE))
      expect(colored).toEqual([`    ${RED}- ${OLD_ADDRESS}${RESET}`, `    ${GREEN}+ ${NEW_ADDRESS}${RESET}`])
      expect(await elsewhere(result)).not.toContain(ESCAPE)
    })
  ))
