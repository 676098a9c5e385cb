// docs/troubleshooting.md, made from the catalogue of errors. `node scripts/troubleshooting.ts` writes it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CATALOGUE } from '../src/errors/catalogue.ts'
import type { Entry, Retry } from '../src/errors/entry.ts'
import { ramStatement } from '../src/cloud/cures.ts'

const INTRODUCTION = `# Troubleshooting

<!-- Made from src/errors by \`npm run fix\`; do not edit by hand. -->

Every error ends with its code in brackets: \`… [NotFoundBackend]\`. The code is in the outputs \`error-code\` and \`report\` as
well, in the report with the request id to give to Alibaba Cloud support. Find the code below.

A \`*\` at the end of a code stands for anything: the cloud makes codes from names, as \`NotFoundApiGroup\`. The
longest code that fits is the one that counts. A code also holds for what follows it behind a dot: \`Throttling*\`
for \`Throttling.User\`.`

const RETRIES: Readonly<Record<Retry, string>> = {
  busy: 'Yes: the step asks again by itself, for up to two minutes. If it still fails, re-run the job later.',
  itself:
    'Yes: the step tries again by itself, the write only after reading what is live. If it still fails, re-run the job later.',
  rerun: 'Yes: re-run the job. The step does not try again by itself.',
  no: 'No: it fails again until its cause is fixed.'
}

/** The whole page. */
export function troubleshooting(): string {
  const anchorOf = createAnchors()
  const kinds = CATALOGUE.map(({ title, entries }) => ({
    title,
    anchor: anchorOf(title),
    codes: Object.entries(entries)
      .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
      .map(([code, entry]) => ({ code, entry, anchor: anchorOf(code) }))
  }))
  const contents = kinds.map(({ title, anchor, codes }) => {
    const links = codes.map(({ code, anchor: target }) => `[\`${code}\`](#${target})`)
    return `- [${title}](#${anchor}): ${links.join(', ')}`
  })
  const parts = kinds.flatMap(({ title, codes }) => [
    `## ${title}`,
    ...codes.map(({ code, entry }) => partOf(code, entry))
  ])
  return `${[INTRODUCTION, contents.join('\n'), ...parts].join('\n\n')}\n`
}

function partOf(code: string, { meaning, cure, retry, denied }: Entry): string {
  const paragraphs = [
    `### \`${code}\``,
    plain(meaning),
    `**What to do.** ${plain(cure)}`,
    ...(denied === true ? [STATEMENTS] : []),
    `**Will a retry help?** ${RETRIES[retry]}`
  ]
  return paragraphs.join('\n\n')
}

const STATEMENTS = `The error holds the statement, with account, region and backend filled in where they are known.
The write takes the backend's ARN:

\`\`\`json
${statement(['ModifyBackendModel'])}
\`\`\`

The reads take no other resource than \`*\`:

\`\`\`json
${statement(['DescribeBackendInfo', 'DescribeApisByBackend', 'DescribeUpdateBackendTask'])}
\`\`\`

Where the error says that a policy forbids the action, no statement helps: take the action out of the one that denies it.`

function statement(actions: readonly string[]): string {
  const where = { regionId: '<region>', accountId: '<account>', backendId: '<backend-id>' }
  return JSON.stringify(JSON.parse(ramStatement(actions, where)), null, 2)
}

/** A sentence of the catalogue, which is plain text, as markdown. */
function plain(text: string): string {
  return text.replace(/[\\<>*_[\]]/g, '\\$&')
}

/** The anchors that GitHub gives to headings: a second one of the same name is numbered. */
function createAnchors(): (heading: string) => string {
  const used = new Map<string, number>()
  return heading => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    const times = used.get(anchor) ?? 0
    used.set(anchor, times + 1)
    return times === 0 ? anchor : `${anchor}-${times}`
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(import.meta.dirname, '..', 'docs')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'troubleshooting.md'), troubleshooting())
}
