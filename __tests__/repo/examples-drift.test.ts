import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { play } from '../support/workflows/play.ts'
import type { Play, PlayedJob } from '../support/workflows/play.ts'
import { endsOf, OLD, ORDERS, withShop } from '../support/workflows/shop.ts'

const MANIFEST = `
version: 1
backends:
  orders:
    backend-id: ${ORDERS}
    stages: { TEST: ${JSON.stringify(OLD)}, RELEASE: ${JSON.stringify(OLD)} }
`

/** A `gh` that stores one issue in a folder: its body while it is open, and the calls. */
const GH = (folder: string): string => `
cd '${folder}'
echo "$1 $2 \${3%%[^0-9a-z]*}" >> calls
last=; body=; close=
for argument in "$@"; do
  case "$last" in --body-file) body=$argument ;; --comment) close=$argument ;; esac
  last=$argument
done
[ -n "$GH_TOKEN" ] && [ "$GH_REPO" = octo-org/octo-shop ] || exit 4
case "$1 $2" in
  'issue list') for each in open:7 second:9; do [ ! -e "\${each%:*}" ] || echo "\${each#*:}"; done ;;
  'issue create') [ ! -e open ] && cp "$body" open ;;
  'issue edit') [ "$3" = 7 ] && cp "$body" open ;;
  'issue close') case "$3" in 7) rm open ;; 9) rm second ;; *) exit 6 ;; esac && echo "$close" > closed ;;
  'label create') : ;;
  *) exit 5 ;;
esac
`

test('opens one issue for drift, updates it, and closes it when the live definition is the desired one again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'issues-'))
  try {
    await withShop(async ({ base, emulator, writes }) => {
      const setup: Play = {
        ...base,
        event: { name: 'schedule' },
        repository: { 'gateway/backends.yml': MANIFEST },
        commands: { gh: GH(folder) }
      }
      const read = (name: string): Promise<string | undefined> =>
        readFile(join(folder, name), 'utf8').catch(() => undefined)
      /** Runs the workflow, and returns the calls of gh. */
      const run = async (more: Partial<Play> = {}): Promise<{ jobs: PlayedJob[]; calls: string[] }> => {
        await writeFile(join(folder, 'calls'), '')
        const jobs = await play('examples/drift.yml', { ...setup, ...more })
        const calls = ((await read('calls')) ?? '').trimEnd().split('\n')
        return { jobs, calls: calls.map(call => call.trim()) }
      }
      const live = (address: string, more = {}): void => {
        emulator.cloud.write(ORDERS, 'RELEASE', { ...OLD, ServiceAddress: address, ...more })
      }

      // no drift
      const quiet = await run()
      expect(endsOf(quiet.jobs)).toEqual({ compare: 'success planned', issue: 'success' })
      expect(quiet.calls).toEqual(['issue list'])

      live('http://by-hand.internal:8080')
      const opened = await run()
      expect(endsOf(opened.jobs)).toEqual({ compare: 'failure drifted', issue: 'success' })
      expect(opened.calls).toEqual(['issue list', 'label create drift', 'issue create'])
      expect(await read('open')).toBe(
        `The live definitions differ from this repository: [the run](https://github.com/octo-org/octo-shop/actions/runs/1658821493).

    orders/RELEASE
      ServiceAddress: "http://by-hand.internal:8080" -> "${OLD.ServiceAddress}"

`
      )

      // hostile text, and a secret
      live('http://u:secret-pass-word@x/`touch owned`$(touch owned)', {
        HttpTargetHostName: '@octocat\n\n# <img src=x> "; touch owned; "\n::error::x'
      })
      const updated = await run()
      expect(endsOf(updated.jobs)).toEqual({ compare: 'failure drifted', issue: 'success' })
      expect(updated.calls).toEqual(['issue list', 'issue edit 7'])
      const body = (await read('open')) ?? ''
      expect(body).not.toContain('secret-pass-word')
      expect(body).toContain('touch owned')
      expect(body).toContain('@octocat\\n\\n# <img')
      expect(body).toContain('-> left out')
      for (const line of body.trimEnd().split('\n').slice(2)) expect(line).toMatch(/^ {4}/)
      expect(await read('owned')).toBeUndefined()

      // not compared: the issue is neither closed nor updated
      const blind = await run({
        idToken: () => ({})
      })
      expect(endsOf(blind.jobs)).toEqual({ compare: 'failure failed', issue: 'success' })
      expect(blind.calls).toEqual(['issue list'])
      expect(blind.jobs[1]?.steps[0]?.log).toContain('::warning title=Not compared::The plan ended failed')
      expect(await read('open')).toBe(body)

      // a target that cannot be compared does not hide the drift of the others
      const broken =
        MANIFEST + `  gone: { backend-id: ${'d'.repeat(32)}, stages: { TEST: ${JSON.stringify(OLD)} } }\n`
      live('http://by-hand.internal:9090')
      const partly = await run({ repository: { 'gateway/backends.yml': broken } })
      expect(endsOf(partly.jobs)).toEqual({ compare: 'failure failed', issue: 'success' })
      expect(partly.calls).toEqual(['issue list', 'issue edit 7'])
      expect(await read('open')).toContain('"http://by-hand.internal:9090"')
      expect(await read('open')).toContain('    gone/TEST (not compared)\n')

      live(OLD.ServiceAddress)
      const half = await run({ repository: { 'gateway/backends.yml': broken } })
      expect(half.calls).toEqual(['issue list'])

      await writeFile(join(folder, 'second'), '')
      const closed = await run()
      expect(endsOf(closed.jobs)).toEqual({ compare: 'success planned', issue: 'success' })
      expect(closed.calls).toEqual(['issue list', 'issue close 7', 'issue close 9'])
      expect(await read('open')).toBeUndefined()
      expect(await read('second')).toBeUndefined()
      expect(await read('closed')).toContain('Live is as desired again: https://github.com/')
      expect(writes()).toBe(0)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
