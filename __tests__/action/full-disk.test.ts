import { existsSync } from 'node:fs'
import { chmod, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { liveOf, NEW_ADDRESS, seedOf, withCloud } from '../support/cloud.ts'
import { withTemp } from '../support/left-behind.ts'
import { annotationsOf, inputsFor, step } from '../support/step.ts'

const PRLIMIT = '/usr/bin/prlimit'

/** A Node with a file size limit. A shell cannot be used: it drops variables with a hyphen in their name. */
async function limitedNode(folder: string, bytes: number): Promise<string> {
  const path = join(folder, 'node')
  const shebang = `#!/usr/bin/env -S ${PRLIMIT} --fsize=${bytes} ${process.execPath}`
  // Node gets this file, and runs the one that is named after it
  await writeFile(path, `${shebang}\nprocess.argv.splice(1, 1)\nimport(process.argv[1])\n`)
  await chmod(path, 0o755)
  return path
}

// Skipped without prlimit, which only Linux has: nothing else limits the files of a single process. What happens when a write
// fails midway is tested everywhere by unit/runtime/files-append.
const run = existsSync(PRLIMIT) ? test : test.skip // no prlimit

/** Large enough for some outputs, too small for others. */
run.each([0, 100, 500, 1_000, 1_500, 2_000, 3_000, 4_000])(
  'a switch stays switched with a file size limit of %d bytes',
  bytes =>
    withTemp(folder =>
      withTemp(temp =>
        withCloud(seedOf({ apis: 20 }), async cloud => {
          const node = await limitedNode(folder, bytes)
          const env = { NODE_COMPILE_CACHE: '' }
          const result = await step(inputsFor(cloud), { node, temp, env, idlePost: true })
          if (process.env['SHOW']) console.log(result.log, result.rawStdout.slice(0, 3000))
          expect(result).toMatchObject({ conclusion: 'success', exitCode: 0, rawStderr: '' })
          expect(result.log).not.toContain('Unable to process file command')
          expect(liveOf(cloud)).toMatchObject({ ServiceAddress: NEW_ADDRESS })
          // each output is complete or missing
          const { outputs, summary } = result
          if (outputs['report'] !== undefined)
            expect(JSON.parse(outputs['report'])).toMatchObject({ version: 1 })
          if (summary !== '') expect(summary).toContain('Switched')
          if (bytes >= 2_000) expect(outputs['result']).toBe('switched')
          const warnings = annotationsOf(result, 'warning')
          expect(warnings.join('\n')).toMatch(/EFBIG/)
          // lost outputs are reported once, however many they are
          expect(
            warnings.filter(text => text.includes('the output report could not be written')).length
          ).toBeLessThan(2)
          expect(warnings.length).toBeLessThan(6)
          // a partial report could be mistaken for a complete one
          const left = (await readdir(temp)).filter(name => name.startsWith('switch-backend-report'))
          expect(left).toHaveLength(outputs['report-file'] === undefined ? 0 : 1)
        })
      )
    )
)
