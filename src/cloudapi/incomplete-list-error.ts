import { CallError } from './call-error.ts'
import { cureOf } from './cures.ts'

const ACTION = 'DescribeApisByBackend'

/** A list of published APIs whose count and entries disagreed in two readings. It is told from one that may not be read by how many APIs there are. */
export class IncompleteListError extends CallError {
  /** The larger of what was counted and what was listed. */
  readonly atLeast: number

  constructor(message: string, atLeast: number) {
    super({
      action: ACTION,
      fault: 'malformed',
      code: 'IncompleteList',
      status: 200,
      message,
      ambiguous: false,
      hint: cureOf('IncompleteList', ACTION)
    })
    this.atLeast = atLeast
  }
}
