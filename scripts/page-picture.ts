import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

// Pictures of Markdown, taken by Chromium: the one in PATH, or that of CHROMIUM.

export const chromium = process.env['CHROMIUM'] ?? 'chromium'
const run = promisify(execFile)

/** A page about as GitHub shows it, without diagrams, which only GitHub draws. */
export function pageOf(markdown: string, width: number): string {
  const body = micromark(markdown.replaceAll(/^(?:### Timeline\n\n)?```mermaid\n[^]*?^```$/gm, ''), {
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
  /** In CSS pixels. */
  readonly width: number
  /** Device pixels of a CSS pixel. */
  readonly scale: number
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

/** Takes a picture of a page, as tall as the page is. */
export async function shoot({ page, to, width, scale, temp }: Shot): Promise<void> {
  const file = join(temp, 'page.html')
  // the page reports its height, at which the picture is taken
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
  await run(chromium, [
    ...flags(temp),
    `--force-device-scale-factor=${String(scale)}`,
    `--window-size=${String(width)},${height}`,
    `--screenshot=${to}`,
    url
  ])
}
