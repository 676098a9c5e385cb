// Generates docs/troubleshooting.md from the error catalog. `node scripts/troubleshooting.ts` writes it.
import { parse } from 'yaml'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ramStatement } from '../src/cloud/ram-policies.ts'
import { NATIVE_OPERATIONS } from '../src/cloud/native-operations.ts'
import { callOf } from '../src/cloud/operation.ts'
import type { OperationRef } from '../src/cloud/operation.ts'
import { OPERATIONS } from '../src/cloud/operations.ts'
import { OTHER_CODES, chaptersOfPage } from '../src/errors/help.ts'
import type { Chapter } from '../src/errors/help.ts'
import type { Entry, Retry } from '../src/errors/entry.ts'

const ROOT = join(import.meta.dirname, '..')

const INTRODUCTION = `# Troubleshooting

<!-- Generated from src/errors by \`npm run fix\`; do not edit by hand. -->

Every error of this action has a code. This page says what each code means, what to do about it, and whether a retry helps. To find the code of an error:

1. Open the log or the annotations of the step. The code is in brackets in the error message: \`… [NotFoundBackend]\`. The outputs \`error-code\` and \`report\` contain it as well.
2. Follow the link in the last line of the error, or search this page for the code.
3. If you contact Alibaba Cloud support, include the request ID from the error message or from the output \`report\`.

If a code is not listed in full, look for the longest code that matches it. A code also matches longer codes that continue after a dot: \`InvalidTimeStamp\` matches \`InvalidTimeStamp.Expired\`. A code that ends with \`*\` matches every code that starts with it: \`NotFound*\` matches \`NotFoundApiGroup\`.`

const CHAPTERS: Readonly<Record<string, string>> = {
  'This action':
    'The inputs, the plan, the write, the checks or the rollback. These codes are from this action itself.',
  'API Gateway': 'The error codes of the API Gateway and Cloud-native API Gateway APIs.',
  Credentials: 'Access keys, security tokens, OIDC tokens and roles.',
  Network: 'No response, or one that is not from the API: DNS, TLS, proxies, time-outs.',
  GitHub: 'The comment on the pull request. These are warnings; they do not change the result of the step.',
  [OTHER_CODES]: 'Any code that is not on this page.'
}

const RETRIES: Readonly<Record<Retry, { readonly short: string; readonly text: string }>> = {
  busy: {
    short: 'Automatic',
    text: 'Yes. The step retries by itself for up to two minutes. If it still fails, re-run the job later.'
  },
  itself: {
    short: 'Automatic',
    text: 'Yes. The step retries by itself; it retries a write only after reading the live definition. If it still fails, re-run the job later.'
  },
  rerun: { short: 'Re-run the job', text: 'Yes. Re-run the job; the step does not retry by itself.' },
  no: { short: 'No', text: 'No. It fails again until its cause is fixed.' }
}

const OTHERS = `The code is the service's own, and is newer or rarer than the codes that this version of the action knows.

**What to do.** Read the message, which is the service's own. Search for the code in the documentation of the API, or contact Alibaba Cloud support with the request ID from the error.

**Does a retry help?** Perhaps. The step retries by itself if the HTTP status indicates that a retry may help.`

/** The whole page. */
export function troubleshooting(): string {
  const chapters = chaptersOfPage()
  const parts = chapters.flatMap(({ title, sections }) => [
    `## ${title}`,
    CHAPTERS[title] ?? '',
    ...(title === OTHER_CODES ? [OTHERS] : [tableOf(sections)]),
    ...sections.map(({ code, entry }) => sectionText(code, entry))
  ])
  return `${[INTRODUCTION, contentsOf(chapters), ...parts].join('\n\n')}\n`
}

function contentsOf(chapters: readonly Chapter[]): string {
  return chapters
    .map(({ title, anchor, sections }) => {
      const count = sections.length === 0 ? '' : ` (${sections.length} codes)`
      return `- [${title}](#${anchor})${count}: ${CHAPTERS[title] ?? ''}`
    })
    .join('\n')
}

function tableOf(sections: Chapter['sections']): string {
  const rows = sections.map(
    ({ code, entry, anchor }) =>
      `| [\`${code}\`](#${anchor}) | ${plain(firstSentence(entry.meaning))} | ${RETRIES[entry.retry].short} |`
  )
  return ['| Code | Meaning | Retry |', '| --- | --- | --- |', ...rows].join('\n')
}

function firstSentence(text: string): string {
  return /^.*?[.](?= |$)/.exec(text)?.[0] ?? text
}

function sectionText(code: string, { meaning, cure, retry, denied }: Entry): string {
  const paragraphs = [
    `### \`${code}\``,
    plain(meaning),
    `**What to do.** ${plain(cure)}`,
    ...(denied === true ? [STATEMENTS] : []),
    `**Does a retry help?** ${RETRIES[retry].text}`
  ]
  return paragraphs.join('\n\n')
}

const SERVICE = { serviceId: '<service-id>' }

const STATEMENTS = `The error contains the statement to add, with account, region and ID filled in if they are known.
Add it to a policy of the RAM user or role (RAM console > Permissions > Policies).

To write a backend, allow the action on the ARN of the backend:

\`\`\`json
${statement([callOf(OPERATIONS.modifyBackend, { backendId: '<backend-id>' })])}
\`\`\`

To read backends, allow the actions on \`*\`; these actions support no other resource:

\`\`\`json
${statement([OPERATIONS.describeBackend, OPERATIONS.listPublishedApis, OPERATIONS.describeTask])}
\`\`\`

To read and write services and routes, allow the actions on the service or the API; a route has no resource of its own:

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

If the error says that a policy denies the action, adding a statement does not help: remove the action from the statement that denies it.`

function statement(operations: readonly OperationRef[]): string {
  const where = { regionId: '<region>', accountId: '<account>' }
  return JSON.stringify(JSON.parse(ramStatement(operations, where)), null, 2)
}

/** Values that the catalog names along with their input, environment variables, and anything that may be an input's name. */
const NAMES =
  /\b((?:mode|definition|id-token): [a-z]+|[a-z]+(?:-[a-z]+)+(?:: (?:true|false)\b)?|[A-Z]+(?:_[A-Z]+)+)\b/g

/** Plain text of the catalog as Markdown, with names of inputs and variables as code. */
function plain(text: string): string {
  const names = (known ??= namesOfActions())
  return text
    .split(NAMES)
    .map((part, index) => {
      const isName = index % 2 === 1 && (/[A-Z]|: [^tf]/.test(part) || names.has(part.replace(/:.*/, '')))
      return isName ? `\`${part}\`` : part.replace(/[\\<>*_[\]]/g, '\\$&')
    })
    .join('')
}

let known: ReadonlySet<string> | undefined

/** The names of the inputs and outputs of both actions. */
function namesOfActions(): ReadonlySet<string> {
  const files = ['action.yml', join('native', 'action.yml')].map(
    path => parse(readFileSync(join(ROOT, path), 'utf8')) as Record<'inputs' | 'outputs', object>
  )
  return new Set(files.flatMap(({ inputs, outputs }) => [...Object.keys(inputs), ...Object.keys(outputs)]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(ROOT, 'docs')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'troubleshooting.md'), troubleshooting())
}
