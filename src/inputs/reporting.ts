import { boolean, text } from './parsers.ts'
import type { Rows } from './source.ts'

/** Reports in addition to outputs. */
export const REPORTING = {
  summary: { parse: boolean, fallback: 'true' },
  'comment-on-pr': { parse: boolean, fallback: 'false' },
  'github-token': { parse: text, secrets: raw => [raw] }
} satisfies Rows
