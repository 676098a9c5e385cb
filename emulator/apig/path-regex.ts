/**
 * Untrusted regular expressions, matched against the whole text in linear time: no backtracking, as in RE2, which the
 * gateway's Envoy uses. Like RE2, without look-around and back-references.
 */
export interface PathRegex {
  /** @param budget shared between expressions; once it is used up, nothing matches */
  matches(text: string, budget?: Budget): boolean
}

/** Remaining steps; each state at each character takes one. */
export interface Budget {
  steps: number
}

/** About 50 ms. */
export function newBudget(): Budget {
  return { steps: 1_000_000 }
}

const MAX_STATES = 1_000
const MAX_NODES = 10_000
const MAX_DEPTH = 50
const MAX_PATTERN_LENGTH = 1_000
const MAX_TEXT_LENGTH = 4_096

type Test = (code: number) => boolean

type Node =
  | { readonly kind: 'char'; readonly test: Test }
  | { readonly kind: 'all' | 'any'; readonly items: readonly Node[] }
  | { readonly kind: 'repeat'; readonly item: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'start' | 'end' }

type Instruction =
  | { readonly kind: 'char'; readonly test: Test }
  | { readonly kind: 'split'; a: number; b: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'start' | 'end' }

/** @returns undefined if the pattern is invalid or too large */
export function compilePathRegex(pattern: string, ignoreCase = false): PathRegex | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return undefined
  try {
    const program = emit(new Parser(pattern, ignoreCase).parse())
    return {
      matches: (text, budget = newBudget()) => text.length <= MAX_TEXT_LENGTH && run(program, text, budget)
    }
  } catch (thrown) {
    if (thrown instanceof PatternError) return undefined
    throw thrown
  }
}

class PatternError extends Error {}

const CLASSES: Readonly<Record<string, Test>> = {
  d: code => code >= 48 && code <= 57,
  w: code =>
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95,
  s: code => code === 32 || (code >= 9 && code <= 13)
}
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }

class Parser {
  readonly #pattern: string
  readonly #ignoreCase: boolean
  #at = 0
  #depth = 0

  constructor(pattern: string, ignoreCase: boolean) {
    this.#pattern = pattern
    this.#ignoreCase = ignoreCase
  }

  parse(): Node {
    const node = this.#alternatives()
    if (this.#at < this.#pattern.length) throw new PatternError()
    return node
  }

  #alternatives(): Node {
    const items = [this.#sequence()]
    while (this.#take('|')) items.push(this.#sequence())
    return { kind: 'any', items }
  }

  #sequence(): Node {
    const items: Node[] = []
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#peek())) items.push(this.#repeated())
    return { kind: 'all', items }
  }

  #repeated(): Node {
    let item = this.#atom()
    for (;;) {
      const range = this.#range()
      if (range === undefined) return item
      // laziness makes no difference when the whole text is matched
      this.#take('?')
      item = { kind: 'repeat', item, ...range }
    }
  }

  #range(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Infinity }
    if (this.#take('+')) return { min: 1, max: Infinity }
    if (this.#take('?')) return { min: 0, max: 1 }
    const [whole, low = '', comma, high = ''] =
      /^\{(\d{1,4})(,)?(\d{1,4})?\}/.exec(this.#pattern.slice(this.#at, this.#at + 16)) ?? []
    if (whole === undefined) return undefined
    this.#at += whole.length
    const min = Number(low)
    const max = high === '' ? (comma === undefined ? min : Infinity) : Number(high)
    if (max < min) throw new PatternError()
    return { min, max }
  }

  #atom(): Node {
    const char = this.#next()
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'char', test: this.#set() }
      case '.':
        return { kind: 'char', test: code => code !== 10 }
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '\\':
        return { kind: 'char', test: this.#escape() }
      case '*':
      case '+':
      case '?':
        throw new PatternError()
      default:
        return { kind: 'char', test: this.#folded(is(char)) }
    }
  }

  #group(): Node {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new PatternError()
    if (this.#take('?') && !this.#take(':')) throw new PatternError()
    const node = this.#alternatives()
    if (!this.#take(')')) throw new PatternError()
    this.#depth -= 1
    return node
  }

  #set(): Test {
    const isNegated = this.#take('^')
    const tests: Test[] = []
    for (let isFirst = true; isFirst || this.#peek() !== ']'; isFirst = false) tests.push(this.#member())
    this.#at += 1
    return code => tests.some(test => test(code)) !== isNegated
  }

  #member(): Test {
    const from = this.#next()
    if (from === '\\') return this.#escape()
    const isRange = this.#peek() === '-' && ![']', ''].includes(this.#pattern[this.#at + 1] ?? '')
    if (!isRange) return this.#folded(is(from))
    this.#at += 1
    const low = from.charCodeAt(0)
    const high = this.#next().charCodeAt(0)
    if (high < low) throw new PatternError()
    return this.#folded(code => code >= low && code <= high)
  }

  #folded(test: Test): Test {
    if (!this.#ignoreCase) return test
    return code => {
      const char = String.fromCharCode(code)
      return test(code) || test(char.toLowerCase().charCodeAt(0)) || test(char.toUpperCase().charCodeAt(0))
    }
  }

  #escape(): Test {
    const char = this.#next()
    const own = CLASSES[char]
    if (own !== undefined) return own
    const opposite = /^[DWS]$/.test(char) ? CLASSES[char.toLowerCase()] : undefined
    if (opposite !== undefined) return code => !opposite(code)
    if (ESCAPES[char] !== undefined) return is(ESCAPES[char])
    // a back-reference or a word boundary
    if (/^\w$/.test(char)) throw new PatternError()
    return is(char)
  }

  #peek(): string {
    const char = this.#pattern[this.#at]
    if (char === undefined) throw new PatternError()
    return char
  }

  #next(): string {
    const char = this.#peek()
    this.#at += 1
    return char
  }

  #take(char: string): boolean {
    if (this.#pattern[this.#at] !== char) return false
    this.#at += 1
    return true
  }
}

function is(char: string): Test {
  const expected = char.charCodeAt(0)
  return code => code === expected
}

function emit(root: Node): readonly Instruction[] {
  const program: Instruction[] = []
  let nodes = 0
  const add = <I extends Instruction>(instruction: I): I => {
    if (program.push(instruction) > MAX_STATES) throw new PatternError()
    return instruction
  }
  const visit = (node: Node): void => {
    nodes += 1
    if (nodes > MAX_NODES) throw new PatternError()
    switch (node.kind) {
      case 'all':
        for (const item of node.items) visit(item)
        return
      case 'any':
        return alternatives(node.items)
      case 'repeat':
        return repeat(node.item, node.min, node.max)
      default:
        add(node)
    }
  }
  const alternatives = ([first, ...others]: readonly Node[]): void => {
    if (first === undefined) return
    if (others.length === 0) return visit(first)
    const split = add({ kind: 'split' as const, a: program.length + 1, b: 0 })
    visit(first)
    const jump = add({ kind: 'jump' as const, to: 0 })
    split.b = program.length
    alternatives(others)
    jump.to = program.length
  }
  const repeat = (item: Node, min: number, max: number): void => {
    const isLoop = max === Infinity && min > 0
    for (let count = isLoop ? 1 : 0; count < min; count++) visit(item)
    if (isLoop) {
      const start = program.length
      visit(item)
      const split = add({ kind: 'split' as const, a: start, b: 0 })
      split.b = program.length
      return
    }
    if (max === Infinity) {
      const start = program.length
      const split = add({ kind: 'split' as const, a: start + 1, b: 0 })
      visit(item)
      add({ kind: 'jump' as const, to: start })
      split.b = program.length
      return
    }
    const splits = []
    for (let count = min; count < max; count++) {
      splits.push(add({ kind: 'split' as const, a: program.length + 1, b: 0 }))
      visit(item)
    }
    for (const split of splits) split.b = program.length
  }
  visit(root)
  return program
}

function run(program: readonly Instruction[], text: string, budget: Budget): boolean {
  let now: number[] = []
  const seen = new Int32Array(program.length + 1).fill(-1)
  const follow = (from: number, position: number, into: number[]): void => {
    const open = [from]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen[at] === position) continue
      seen[at] = position
      budget.steps -= 1
      const instruction = program[at]
      if (instruction === undefined || instruction.kind === 'char') into.push(at)
      else if (instruction.kind === 'jump') open.push(instruction.to)
      else if (instruction.kind === 'split') open.push(instruction.b, instruction.a)
      else if (position === (instruction.kind === 'start' ? 0 : text.length)) open.push(at + 1)
    }
  }
  follow(0, 0, now)
  for (let position = 0; position < text.length && now.length > 0 && budget.steps > 0; position++) {
    const code = text.charCodeAt(position)
    const next: number[] = []
    for (const at of now) {
      const instruction = program[at]
      if (instruction?.kind === 'char' && instruction.test(code)) follow(at + 1, position + 1, next)
    }
    now = next
  }
  return budget.steps > 0 && now.includes(program.length)
}
