// The licenses of the packages in a bundle, from the bundler's own list of modules, so that none is missing.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Module {
  readonly name?: string
  /** The parts of a module that the bundler concatenated. */
  readonly modules?: readonly Module[]
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly author?: string | { readonly name: string }
  readonly repository?: string | { readonly url: string }
}

const LINE = '-'.repeat(80)
const LICENSE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i
const NOTICE_FILE = /^notice([.-].*)?$/i

/** The text of `licenses.txt`. @throws Error for a package without a license */
export function licensesOf(stats: Module, root: string): string {
  const folders = [...new Set(packageFolders(stats))]
  const entries = folders.map(folder => entryOf(join(root, folder)))
  return [...new Set(entries)].sort((a, b) => (a < b ? -1 : 1)).join(`\n${LINE}\n\n`)
}

/** Such as `node_modules/a/node_modules/@b/c`. */
function packageFolders({ name = '', modules = [] }: Module): string[] {
  const [folder] = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(name) ?? []
  return [...(folder === undefined ? [] : [folder]), ...modules.flatMap(packageFolders)]
}

function entryOf(folder: string): string {
  const { name, version, license, author, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8')
  ) as Manifest
  const texts = [LICENSE_FILE, NOTICE_FILE].flatMap(pattern =>
    readdirSync(folder)
      .filter(file => pattern.test(file))
      .sort()
      .map(file => readFileSync(join(folder, file), 'utf8'))
  )
  if (license === undefined && texts.length === 0) throw new Error(`${name} has no license: look it up`)
  const by = typeof author === 'object' ? author.name : author
  const from = typeof repository === 'object' ? repository.url : repository
  // from the manifest, for a package without a license file
  const details = [
    by === undefined ? [] : [`Author: ${by}`],
    from === undefined ? [] : [`Source: ${from}`]
  ].flat()
  const lines = [
    `${name} ${version}`,
    license ?? 'see below',
    ...(texts.length === 0 ? details : ['', ...texts])
  ]
  return `${tidy(lines.join('\n'))}\n`
}

const tidy = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim()

/** Reads the file that ncc's `--stats-out` wrote. */
export function readStats(path: string): Module {
  if (!existsSync(path)) throw new Error(`the bundler did not write a list of modules to ${path}`)
  return JSON.parse(readFileSync(path, 'utf8')) as Module
}
