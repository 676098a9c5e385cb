// `npm run pictures`: the pictures of docs/images, of job summaries that the bundle writes against the emulator. They
// are taken by Chromium: the one in PATH, or that of CHROMIUM. `--out FOLDER` and `--width PIXELS` are for a look.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { startEmulator } from '../emulator/emulator.ts'
import { runStep } from '../step-runner/step.ts'

const root = join(import.meta.dirname, '..')
const chromium = process.env['CHROMIUM'] ?? 'chromium'
const run = promisify(execFile)

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
const WANTED = '{"ServiceAddress": "http://orders-v2.internal:8080", "ServiceTimeout": 10000}'

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
          'backend-model-data': WANTED,
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

/** A page as GitHub would show it; diagrams are left out, which GitHub alone draws. */
function pageOf(markdown: string, width: number): string {
  const body = micromark(markdown.replaceAll(/^```mermaid\n[^]*?^```$/gm, ''), {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()]
  }).replaceAll(
    /<blockquote>\s*<p>\[!(\w+)\]\s*(?:<br ?\/?>)?/g,
    (_, kind: string) =>
      `<blockquote class="alert ${kind.toLowerCase()}"><p class="alert-title">${kind.charAt(0)}${kind.slice(1).toLowerCase()}</p><p>`
  )
  const css = readFileSync(join(import.meta.dirname, 'pictures.css'), 'utf8')
  return `<!doctype html><meta charset="utf-8"><style>${css}body { width: ${String(width)}px }</style>${body}`
}

interface Shot {
  readonly page: string
  readonly to: string
  readonly width: number
  readonly temp: string
}

const flags = (temp: string): string[] => [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--hide-scrollbars',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  `--user-data-dir=${mkdtempSync(join(temp, 'profile-'))}`
]

async function shoot({ page, to, width, temp }: Shot): Promise<void> {
  const file = join(temp, 'page.html')
  // the page says how tall it is, and is then taken at that height
  writeFileSync(
    file,
    `${page}<script>document.title = String(Math.ceil(document.documentElement.getBoundingClientRect().height))</script>`
  )
  const url = pathToFileURL(file).href
  const { stdout } = await run(
    chromium,
    [...flags(temp), `--window-size=${String(width)},600`, '--dump-dom', url],
    { maxBuffer: 16 * 1024 * 1024 }
  )
  const height = /<title>(\d+)<\/title>/.exec(stdout)?.[1]
  if (height === undefined) throw new Error(`${chromium} did not say how tall the page is`)
  await run(chromium, [...flags(temp), `--window-size=${String(width)},${height}`, `--screenshot=${to}`, url])
}

const { values } = parseArgs({
  options: { out: { type: 'string' }, width: { type: 'string', default: '900' } }
})
const width = Number(values.width)
const out = resolve(values.out ?? join(root, 'docs', 'images'))
const temp = mkdtempSync(join(tmpdir(), 'pictures-'))
try {
  await run(chromium, ['--version'])
  mkdirSync(out, { recursive: true })
  for (const [name, summary] of Object.entries(await summaries(temp))) {
    const to = join(out, `summary-${name}.png`)
    await shoot({ page: pageOf(summary, width), to, width, temp })
    process.stdout.write(`${to}\n`)
  }
} catch (error) {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  process.stderr.write(
    missing
      ? `There is no Chromium at "${chromium}". Install it (Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/chromium npm run pictures\n`
      : `${error instanceof Error ? error.message : String(error)}\n`
  )
  process.exitCode = 1
} finally {
  rmSync(temp, { recursive: true, force: true, maxRetries: 5 })
}
