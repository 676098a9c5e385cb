// `npm run pictures`: takes the pictures of docs/images again, of job summaries that the bundle writes against the
// emulator. `--out FOLDER`, `--width PIXELS` and `--scale FACTOR` are for a look at other sizes.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmulator } from '../emulator/emulator.ts'
import { runStep } from '../step-runner/step.ts'
import { chromium, pageOf, shoot } from './page-picture.ts'

const root = join(import.meta.dirname, '..')

const BACKEND_ID = '20bcdc9453524b78a8beb1f6de21edb7'
const SEED = `
accounts:
  - id: '1234567890123456'
    keys: [{ id: deployer, secret: deployer-secret }]
backends:
  - id: ${BACKEND_ID}
    name: orders
    type: HTTP
    stages:
      RELEASE: { ServiceAddress: 'http://orders-v1.internal:8080', ServiceTimeout: 10000 }
groups:
  - { name: shop, domains: [shop.localhost] }
apis:
  - { name: list-orders, group: shop, path: /orders, backend: orders, published: [RELEASE] }
  - { name: create-order, group: shop, method: POST, path: /orders, backend: orders, published: [RELEASE] }
  - { name: get-order, group: shop, path: '/orders/[id]', backend: orders, published: [RELEASE] }
  - { name: cancel-order, group: shop, method: DELETE, path: '/orders/[id]', backend: orders, published: [RELEASE] }
batch: { ms-per-api: 300 }
doubts: { list-pending: true }
`
const DESIRED = '{"ServiceAddress": "http://orders-v2.internal:8080", "ServiceTimeout": 10000}'

/** The summaries of a plan and of the switch that follows it. */
async function summaries(workspace: string): Promise<Record<'planned' | 'switched', string>> {
  const emulator = await startEmulator({ seed: SEED })
  try {
    const step = async (inputs: Record<string, string>): Promise<{ plan: string; summary: string }> => {
      const result = await runStep({
        action: root,
        workspace,
        with: {
          'backend-id': BACKEND_ID,
          'stage-name': 'RELEASE',
          'backend-model-data': DESIRED,
          'region-id': 'cn-hangzhou',
          endpoint: emulator.endpoint,
          'access-key-id': emulator.accessKeyId,
          'access-key-secret': emulator.accessKeySecret,
          ...inputs
        }
      })
      if (result.conclusion !== 'success') throw new Error(`The step failed:\n${result.log}`)
      return { plan: result.outputs['plan-fingerprint'] ?? '', summary: result.summary }
    }
    const planned = await step({ mode: 'plan' })
    const switched = await step({ 'approved-plan': planned.plan })
    return { planned: planned.summary, switched: switched.summary }
  } finally {
    await emulator.close()
  }
}

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    // narrow, so that the text can still be read when a phone shows the whole picture
    width: { type: 'string', default: '480' },
    scale: { type: 'string', default: '2' }
  }
})
const width = Number(values.width)
const out = resolve(values.out ?? join(root, 'docs', 'images'))
const temp = mkdtempSync(join(tmpdir(), 'pictures-'))
try {
  mkdirSync(out, { recursive: true })
  for (const [name, summary] of Object.entries(await summaries(temp))) {
    const to = join(out, `summary-${name}.png`)
    await shoot({ page: pageOf(summary, width), to, width, scale: Number(values.scale), temp })
    process.stdout.write(`${to}\n`)
  }
} catch (error) {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  process.stderr.write(
    missing
      ? `There is no Chromium at "${chromium}". Install it (Debian: apt-get install chromium), or set its path: CHROMIUM=/path/to/chromium npm run pictures\n`
      : `${error instanceof Error ? error.message : String(error)}\n`
  )
  process.exitCode = 1
} finally {
  rmSync(temp, { recursive: true, force: true, maxRetries: 5 })
}
