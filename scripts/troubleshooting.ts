// docs/troubleshooting.md, made from the catalogue of errors. `node scripts/troubleshooting.ts` writes it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Entry, Retry } from '../src/errors/entry.ts'
import { OTHER_CODES, chaptersOfPage } from '../src/errors/help.ts'
import { ramStatement } from '../src/cloud/cures.ts'
import { NATIVE_OPERATIONS } from '../src/cloud/native-operations.ts'
import { callOf } from '../src/cloud/operation.ts'
import type { Called } from '../src/cloud/operation.ts'
import { OPERATIONS } from '../src/cloud/operations.ts'

const INTRODUCTION = `# Troubleshooting

<!-- Made from src/errors by \`npm run fix\`; do not edit by hand. -->

Every error has its code in brackets: \`… [NotFoundBackend]\`. The code is in the outputs \`error-code\` and \`report\` as
well, in the report with the request id to give to Alibaba Cloud support. The last line of an error links to its section of this page.

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

const OTHERS = `A code that is not on this page is the service's own, and newer or rarer than this version of the action.

**What to do.** Read the message, which is the service's own. Search for the code in the documentation of the API, or give the request id of the error to Alibaba Cloud support.

**Will a retry help?** Perhaps not: the step tries again by itself where the HTTP status says that it may help.`

/** The whole page. */
export function troubleshooting(): string {
  const chapters = chaptersOfPage()
  const contents = chapters.map(({ title, anchor, sections }) => {
    const links = sections.map(({ code, anchor: target }) => `[\`${code}\`](#${target})`)
    return `- [${title}](#${anchor})${links.length === 0 ? '' : `: ${links.join(', ')}`}`
  })
  const parts = chapters.flatMap(({ title, sections }) => [
    `## ${title}`,
    ...(title === OTHER_CODES ? [OTHERS] : []),
    ...sections.map(({ code, entry }) => partOf(code, entry))
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

const SERVICE = { serviceId: '<service-id>' }

const STATEMENTS = `The error holds the statement, with account, region and id filled in where they are known.
The write of a backend takes the backend's ARN:

\`\`\`json
${statement([callOf(OPERATIONS.modifyBackend, { backendId: '<backend-id>' })])}
\`\`\`

The reads of backends take no other resource than \`*\`:

\`\`\`json
${statement([OPERATIONS.describeBackend, OPERATIONS.listPublishedApis, OPERATIONS.describeTask])}
\`\`\`

The operations on services and routes take the service or the API; a route has no resource of its own:

\`\`\`json
${statement([
  callOf(NATIVE_OPERATIONS.getService, SERVICE),
  callOf(NATIVE_OPERATIONS.updateService, SERVICE),
  ...[
    NATIVE_OPERATIONS.getHttpApi,
    NATIVE_OPERATIONS.getHttpApiRoute,
    NATIVE_OPERATIONS.updateHttpApiRoute,
    NATIVE_OPERATIONS.deployHttpApi
  ].map(operation => callOf<{ httpApiId: string }>(operation, { httpApiId: '<http-api-id>' }))
])}
\`\`\`

Where the error says that a policy forbids the action, no statement helps: take the action out of the one that denies it.`

function statement(operations: readonly Called[]): string {
  const where = { regionId: '<region>', accountId: '<account>' }
  return JSON.stringify(JSON.parse(ramStatement(operations, where)), null, 2)
}

/** A sentence of the catalogue, which is plain text, as markdown. */
function plain(text: string): string {
  return text.replace(/[\\<>*_[\]]/g, '\\$&')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(import.meta.dirname, '..', 'docs')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'troubleshooting.md'), troubleshooting())
}
